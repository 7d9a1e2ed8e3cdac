package io.evently.template;

import io.pebbletemplates.pebble.extension.NodeVisitor;
import io.pebbletemplates.pebble.node.expression.Expression;
import io.pebbletemplates.pebble.template.EvaluationContextImpl;
import io.pebbletemplates.pebble.template.PebbleTemplateImpl;

/**
 * A value that a template writes: escaped by where it stands, whatever the template says, and never an empty hole.
 *
 * @param value what the template wrote
 * @param variable what it is the value of
 */
record Shown(Expression<?> value, String variable, Escaping escaping) implements Expression<String> {

    @Override
    public String evaluate(PebbleTemplateImpl self, EvaluationContextImpl context) {
        Object found = value.evaluate(self, context);
        if (found == null) {
            throw new RenderingFailed("there is no " + variable);
        }
        if (context.getScopeChain().get(Values.WATCH) instanceof Values.Watch watch) {
            watch.sees(variable);
        }
        return escaping.of(found.toString());
    }

    @Override
    public int getLineNumber() {
        return value.getLineNumber();
    }

    @Override
    public void accept(NodeVisitor visitor) {
        visitor.visit(this);
    }
}
