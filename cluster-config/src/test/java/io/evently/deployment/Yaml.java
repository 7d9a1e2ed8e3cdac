package io.evently.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A place in a YAML or JSON document. Where nothing is, is an empty place. */
record Yaml(String at, Object value) {

    /** All documents of a file. A key that is written twice is an error. */
    static List<Yaml> documents(String file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<Yaml> documents = new ArrayList<>();
        for (Object document :
                new org.yaml.snakeyaml.Yaml(new SafeConstructor(options)).loadAll(Repository.read(file))) {
            documents.add(new Yaml(file, document));
        }
        return documents;
    }

    /** The only document of a file. */
    static Yaml document(String file) {
        List<Yaml> documents = documents(file);
        if (documents.size() != 1) {
            throw new AssertionError(file + " has " + documents.size() + " documents");
        }
        return documents.get(0);
    }

    /** What is there after these keys; a number counts the items of a list. */
    Yaml get(Object... keys) {
        Yaml here = this;
        for (Object key : keys) {
            Object next = null;
            if (here.value instanceof Map<?, ?> map) {
                next = map.get(key);
            } else if (here.value instanceof List<?> list && key instanceof Integer index && index < list.size()) {
                next = list.get(index);
            }
            here = new Yaml(here.at + "/" + key, next);
        }
        return here;
    }

    boolean exists() {
        return value != null;
    }

    /** The text or number here. */
    String text() {
        if (value == null || value instanceof Map || value instanceof List) {
            throw new AssertionError(at + " is no value: " + value);
        }
        return value.toString();
    }

    int number() {
        return Integer.parseInt(text());
    }

    /** The items of the list here; none if there is nothing. */
    List<Yaml> items() {
        List<Yaml> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                items.add(new Yaml(at + "/" + i, list.get(i)));
            }
        } else if (value != null) {
            throw new AssertionError(at + " is no list: " + value);
        }
        return items;
    }

    List<String> texts() {
        return items().stream().map(Yaml::text).toList();
    }

    /** The keys of the map here; none if there is nothing. */
    List<String> keys() {
        return value instanceof Map<?, ?> map
                ? map.keySet().stream().map(Object::toString).toList()
                : List.of();
    }

    /** The only item whose {@code name} is this. */
    Yaml named(String name) {
        List<Yaml> found = items().stream()
                .filter(item ->
                        item.get("name").exists() && item.get("name").text().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(at + " has " + found.size() + " items named " + name);
        }
        return found.get(0);
    }

    /** This place and everything below it. */
    Stream<Yaml> everything() {
        Stream<Yaml> below = Stream.of();
        if (value instanceof Map<?, ?> map) {
            below = map.keySet().stream().flatMap(key -> get(key).everything());
        } else if (value instanceof List<?>) {
            below = items().stream().flatMap(Yaml::everything);
        }
        return Stream.concat(Stream.of(this), below);
    }
}
