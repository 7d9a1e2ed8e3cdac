package io.evently.template;

import io.evently.message.MessageType;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.attributes.AttributeResolver;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.Extension;
import io.pebbletemplates.pebble.extension.ExtensionCustomizer;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.NodeVisitorFactory;
import io.pebbletemplates.pebble.extension.Test;
import io.pebbletemplates.pebble.lexer.LexerImpl;
import io.pebbletemplates.pebble.lexer.Syntax;
import io.pebbletemplates.pebble.lexer.Token;
import io.pebbletemplates.pebble.lexer.TokenStream;
import io.pebbletemplates.pebble.loader.MemoryLoader;
import io.pebbletemplates.pebble.node.RootNode;
import io.pebbletemplates.pebble.operator.BinaryOperator;
import io.pebbletemplates.pebble.operator.UnaryOperator;
import io.pebbletemplates.pebble.parser.ParserImpl;
import io.pebbletemplates.pebble.parser.ParserOptions;
import io.pebbletemplates.pebble.template.PebbleTemplateImpl;
import io.pebbletemplates.pebble.tokenParser.IfTokenParser;
import io.pebbletemplates.pebble.tokenParser.TokenParser;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Pebble without what a template of ours does not need: no loops, no functions, no attributes of objects, no other
 * templates, no filter that switches escaping off. So a text takes time by its own length, and is bounded.
 */
final class Language {

    /** Characters of what is rendered: a mail of 256 KiB is cut by most who show it. */
    static final int LONGEST = 256 * 1024;

    /** Words and signs between two braces, and conditions within one another: the parser takes a thread's stack for each. */
    private static final int LONGEST_EXPRESSION = 100;

    private static final int DEEPEST = 20;

    private static final Set<String> BINARY =
            Set.of("or", "and", "is", "is not", "==", "!=", ">", "<", ">=", "<=", "|");

    /** Pebble's lexer takes it out, so neither parser nor grammar sees it. */
    private static final Pattern VERBATIM = Pattern.compile("\\{%-?\\s*verbatim\\b");

    private static final Set<Token.Type> ENDS =
            EnumSet.of(Token.Type.TEXT, Token.Type.PRINT_END, Token.Type.EXECUTE_END);

    private static final PebbleEngine ENGINE = new PebbleEngine.Builder()
            .loader(new MemoryLoader())
            .registerExtensionCustomizer(Reduced::new)
            .methodAccessValidator((object, method) -> false)
            .strictVariables(true)
            .cacheActive(false)
            .defaultLocale(Locale.ROOT)
            .newLineTrimming(false)
            .maxRenderedSize(LONGEST)
            .build();

    /** Lines stay as they are written. */
    private static final Syntax SYNTAX =
            new Syntax.Builder().setEnableNewLineTrimming(false).build();

    private Language() {}

    /** A text that can be rendered. Thread-safe. */
    static final class Script {
        private final Part part;
        private final PebbleTemplateImpl template;

        private Script(Part part, PebbleTemplateImpl template) {
            this.part = part;
            this.template = template;
        }

        /** @throws RenderingFailed if it cannot be, by its fault or the values' */
        String render(Values values) {
            StringWriter rendered = new StringWriter(part == Part.SUBJECT ? 128 : 8 * 1024);
            try {
                template.evaluate(rendered, values);
            } catch (RenderingFailed told) {
                throw told;
            } catch (RuntimeException wrong) {
                throw failure(wrong);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return switch (part) {
                case SUBJECT -> CleanText.line(rendered.toString());
                case TEXT -> CleanText.lines(rendered.toString());
                case HTML -> rendered.toString();
            };
        }

        /** What Pebble says may hold values, so it is not repeated. */
        private static RenderingFailed failure(RuntimeException wrong) {
            if (wrong.getCause() instanceof RenderingFailed told) {
                return told;
            }
            boolean isTooLong = String.valueOf(wrong.getMessage()).startsWith("Tried to write more");
            return new RenderingFailed(
                    isTooLong
                            ? "it becomes longer than " + LONGEST + " characters"
                            : "a filter or a condition does not fit its value");
        }
    }

    /**
     * Reads a text.
     *
     * @throws Grammar.Refused if it is none, or says what it may not
     * @throws HtmlContext.Refused if it is no HTML as it may be
     */
    static Script read(String source, Part part, MessageType type) {
        RootNode root = parsed(source, part);
        Grammar.apply(root.getBody(), part, type);
        return new Script(part, new PebbleTemplateImpl(ENGINE, root, part.field()));
    }

    private static RootNode parsed(String source, Part part) {
        if (VERBATIM.matcher(source).find()) {
            throw new Grammar.Refused("has a tag that no template may have: verbatim");
        }
        var registry = ENGINE.getExtensionRegistry();
        try {
            LexerImpl lexer = new LexerImpl(
                    SYNTAX,
                    registry.getUnaryOperators().values(),
                    registry.getBinaryOperators().values());
            return new ParserImpl(
                            registry.getUnaryOperators(),
                            registry.getBinaryOperators(),
                            registry.getTokenParsers(),
                            new ParserOptions())
                    .parse(bounded(lexer.tokenize(new StringReader(source), part.field())));
        } catch (Grammar.Refused refused) {
            throw refused;
        } catch (PebbleException wrong) {
            throw new Grammar.Refused("cannot be read, line %s: %s"
                    .formatted(wrong.getLineNumber(), CleanText.line(String.valueOf(wrong.getPebbleMessage()))));
        } catch (RuntimeException wrong) {
            // It was not written for such input, and stumbles over it: a number of too many digits, say.
            throw new Grammar.Refused("cannot be read: a pair of braces holds what is no expression");
        }
    }

    /** Reading does not recurse, so what is read can be bounded before it is parsed, which does. */
    private static TokenStream bounded(TokenStream stream) {
        int expression = 0;
        int depth = 0;
        boolean begins = false;
        for (Token token : stream.getTokens()) {
            if (begins && token.test(Token.Type.NAME)) {
                depth += token.test(Token.Type.NAME, "if") ? 1 : token.test(Token.Type.NAME, "endif") ? -1 : 0;
            }
            begins = token.test(Token.Type.EXECUTE_START);
            expression = ENDS.contains(token.getType()) ? 0 : expression + 1;
            if (expression > LONGEST_EXPRESSION) {
                throw new Grammar.Refused(
                        "has more than " + LONGEST_EXPRESSION + " words and signs between two braces");
            }
            if (depth > DEEPEST) {
                throw new Grammar.Refused("has more than " + DEEPEST + " conditions within one another");
            }
        }
        return stream;
    }

    /** What is left of each part of Pebble. */
    private static final class Reduced extends ExtensionCustomizer {
        Reduced(Extension whole) {
            super(whole);
        }

        @Override
        public Map<String, Filter> getFilters() {
            return only(super.getFilters(), Grammar.FILTERS);
        }

        @Override
        public Map<String, Test> getTests() {
            return only(super.getTests(), Grammar.TESTS);
        }

        @Override
        public Map<String, Function> getFunctions() {
            return Map.of();
        }

        @Override
        public List<TokenParser> getTokenParsers() {
            List<TokenParser> all = super.getTokenParsers();
            return all == null
                    ? List.of()
                    : all.stream().filter(IfTokenParser.class::isInstance).toList();
        }

        @Override
        public List<BinaryOperator> getBinaryOperators() {
            List<BinaryOperator> all = super.getBinaryOperators();
            return all == null
                    ? List.of()
                    : all.stream()
                            .filter(operator -> BINARY.contains(operator.getSymbol()))
                            .toList();
        }

        @Override
        public List<UnaryOperator> getUnaryOperators() {
            List<UnaryOperator> all = super.getUnaryOperators();
            return all == null
                    ? List.of()
                    : all.stream()
                            .filter(operator -> operator.getSymbol().equals("not"))
                            .toList();
        }

        @Override
        public List<NodeVisitorFactory> getNodeVisitors() {
            return List.of();
        }

        @Override
        public List<AttributeResolver> getAttributeResolver() {
            return List.of();
        }

        private static <T> Map<String, T> only(Map<String, T> all, Set<String> names) {
            if (all == null) {
                return Map.of();
            }
            Map<String, T> some = new HashMap<>(all);
            some.keySet().retainAll(names);
            return some;
        }
    }
}
