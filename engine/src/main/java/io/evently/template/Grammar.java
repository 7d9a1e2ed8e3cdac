package io.evently.template;

import io.evently.message.MessageType;
import io.evently.message.Variable;
import io.pebbletemplates.pebble.node.ArgumentsNode;
import io.pebbletemplates.pebble.node.BodyNode;
import io.pebbletemplates.pebble.node.IfNode;
import io.pebbletemplates.pebble.node.PositionalArgumentNode;
import io.pebbletemplates.pebble.node.PrintNode;
import io.pebbletemplates.pebble.node.RenderableNode;
import io.pebbletemplates.pebble.node.TestInvocationExpression;
import io.pebbletemplates.pebble.node.TextNode;
import io.pebbletemplates.pebble.node.expression.AndExpression;
import io.pebbletemplates.pebble.node.expression.BinaryExpression;
import io.pebbletemplates.pebble.node.expression.ContextVariableExpression;
import io.pebbletemplates.pebble.node.expression.EqualsExpression;
import io.pebbletemplates.pebble.node.expression.Expression;
import io.pebbletemplates.pebble.node.expression.FilterExpression;
import io.pebbletemplates.pebble.node.expression.FilterInvocationExpression;
import io.pebbletemplates.pebble.node.expression.GreaterThanEqualsExpression;
import io.pebbletemplates.pebble.node.expression.GreaterThanExpression;
import io.pebbletemplates.pebble.node.expression.LessThanEqualsExpression;
import io.pebbletemplates.pebble.node.expression.LessThanExpression;
import io.pebbletemplates.pebble.node.expression.LiteralLongExpression;
import io.pebbletemplates.pebble.node.expression.LiteralStringExpression;
import io.pebbletemplates.pebble.node.expression.NegativeTestExpression;
import io.pebbletemplates.pebble.node.expression.NotEqualsExpression;
import io.pebbletemplates.pebble.node.expression.OrExpression;
import io.pebbletemplates.pebble.node.expression.PositiveTestExpression;
import io.pebbletemplates.pebble.node.expression.UnaryNotExpression;
import io.pebbletemplates.pebble.utils.Pair;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a template may say: text, a variable with a filter or two, and conditions. Everything else of Pebble is refused by
 * not being here. On the way it finds out where each value stands and has it escaped so.
 */
final class Grammar {

    /** None of them makes a text much longer, or HTML of it. */
    static final Set<String> FILTERS = Set.of("upper", "lower", "capitalize", "trim", "default", "abbreviate");

    static final Set<String> TESTS = Set.of("null", "empty", "defined");

    private static final Set<Class<?>> COMPARISONS = Set.of(
            EqualsExpression.class,
            NotEqualsExpression.class,
            GreaterThanExpression.class,
            GreaterThanEqualsExpression.class,
            LessThanExpression.class,
            LessThanEqualsExpression.class);

    private final Part part;
    private final Map<String, Variable> variables;

    private Grammar(Part part, MessageType type) {
        this.part = part;
        this.variables = type.variables().stream()
                .filter(part::mayUse)
                .collect(Collectors.toMap(Variable::word, Function.identity()));
    }

    /** Something that no template may say; the message is for whoever wrote it. */
    static final class Refused extends RuntimeException {
        Refused(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Checks a text and has its values escaped.
     *
     * @throws Refused if it says what it may not
     * @throws HtmlContext.Refused if a value stands where none may, or the HTML is none
     */
    static void apply(BodyNode body, Part part, MessageType type) {
        Grammar grammar = new Grammar(part, type);
        HtmlContext end = grammar.body(body, HtmlContext.BEGINNING);
        if (part == Part.HTML) {
            end.end();
        }
    }

    private HtmlContext body(BodyNode body, HtmlContext begin) {
        HtmlContext at = begin;
        for (RenderableNode node : body.getChildren()) {
            if (node instanceof TextNode text) {
                at = text(text, at);
            } else if (node instanceof PrintNode print) {
                at = print(print, at);
            } else if (node instanceof IfNode condition) {
                at = condition(condition, at);
            } else {
                throw new Refused("has a tag that no template may have");
            }
        }
        return at;
    }

    private HtmlContext text(TextNode text, HtmlContext begin) {
        HtmlContext at = begin;
        if (part == Part.HTML) {
            for (char c : text.getData()) {
                at = at.next(c);
            }
        }
        return at;
    }

    private HtmlContext print(PrintNode print, HtmlContext at) {
        Variable variable = value(print.getExpression());
        Escaping escaping = part == Part.HTML ? at.escaping(variable.kind() == Variable.Kind.LINK) : Escaping.NONE;
        print.setExpression(new Shown(print.getExpression(), variable.word(), escaping));
        return part == Part.HTML ? at.behind(escaping) : at;
    }

    private HtmlContext condition(IfNode condition, HtmlContext begin) {
        HtmlContext end = null;
        for (Pair<Expression<?>, BodyNode> branch : condition.getConditionsWithBodies()) {
            truth(branch.getLeft());
            end = same(end, body(branch.getRight(), begin));
        }
        HtmlContext otherwise = condition.getElseBody() == null ? begin : body(condition.getElseBody(), begin);
        return same(end, otherwise);
    }

    private static HtmlContext same(HtmlContext one, HtmlContext other) {
        return one == null
                ? other
                : one.joined(other)
                        .orElseThrow(() -> new Refused(
                                "has a condition that ends within a tag, a value or a comment it does not begin in"));
    }

    private Variable value(Expression<?> expression) {
        if (expression instanceof FilterExpression filtered) {
            filter((FilterInvocationExpression) filtered.getRightExpression());
            return value(filtered.getLeftExpression());
        }
        if (expression instanceof ContextVariableExpression variable) {
            return known(variable.getName());
        }
        throw new Refused("may show variables and their filters only");
    }

    private Variable known(String word) {
        Variable variable = variables.get(word);
        if (variable == null) {
            throw new Refused("uses the variable %s, which is none of: %s"
                    .formatted(
                            CleanText.value(word),
                            variables.keySet().stream().sorted().collect(Collectors.joining(", "))));
        }
        return variable;
    }

    private static void filter(FilterInvocationExpression filter) {
        if (!FILTERS.contains(filter.getFilterName())) {
            throw new Refused("uses the filter %s, which is none of: %s"
                    .formatted(
                            CleanText.value(filter.getFilterName()),
                            FILTERS.stream().sorted().collect(Collectors.joining(", "))));
        }
        arguments(filter.getArgs());
    }

    private static void arguments(ArgumentsNode arguments) {
        boolean areNamed =
                arguments.getNamedArgs() != null && !arguments.getNamedArgs().isEmpty();
        boolean areConstant = arguments.getPositionalArgs() == null
                || arguments.getPositionalArgs().stream()
                        .map(PositionalArgumentNode::getValueExpression)
                        .allMatch(Grammar::isConstant);
        if (areNamed || !areConstant) {
            throw new Refused("may give filters constants only");
        }
    }

    private static boolean isConstant(Expression<?> expression) {
        return expression instanceof LiteralStringExpression || expression instanceof LiteralLongExpression;
    }

    private void truth(Expression<?> expression) {
        if (expression instanceof AndExpression || expression instanceof OrExpression) {
            BinaryExpression<?> both = (BinaryExpression<?>) expression;
            truth(both.getLeftExpression());
            truth(both.getRightExpression());
        } else if (expression instanceof UnaryNotExpression not) {
            truth(not.getChildExpression());
        } else if (expression instanceof PositiveTestExpression || expression instanceof NegativeTestExpression) {
            test((BinaryExpression<?>) expression);
        } else if (COMPARISONS.contains(expression.getClass())) {
            BinaryExpression<?> compared = (BinaryExpression<?>) expression;
            operand(compared.getLeftExpression());
            operand(compared.getRightExpression());
        } else {
            throw new Refused("may have conditions such as cause == \"promoted\" or reference is not null only");
        }
    }

    private void test(BinaryExpression<?> test) {
        TestInvocationExpression invoked = (TestInvocationExpression) test.getRightExpression();
        if (!TESTS.contains(invoked.getTestName())) {
            throw new Refused("uses the test %s, which is none of: %s"
                    .formatted(
                            CleanText.value(invoked.getTestName()),
                            TESTS.stream().sorted().collect(Collectors.joining(", "))));
        }
        arguments(invoked.getArgs());
        value(test.getLeftExpression());
    }

    private void operand(Expression<?> expression) {
        if (!isConstant(expression)) {
            value(expression);
        }
    }
}
