package io.grest.ws.internal.security;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiConsumer;

import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.Elvis;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.InlineList;
import org.springframework.expression.spel.ast.Literal;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.OpDec;
import org.springframework.expression.spel.ast.OpInc;
import org.springframework.expression.spel.ast.Operator;
import org.springframework.expression.spel.ast.OperatorNot;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.Ternary;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;

/**
 * Syntax tree of a rule's expression: what it depends on.
 */
final class RuleExpression {

	// Properties and methods of the root that read the authentication.
	private static final Set<String> OF_CALLER = Set.of("authentication", "principal", "getAuthentication",
			"getPrincipal");

	private static final Set<String> DECISIONS = Set.of("permitAll", "denyAll", "anonymous", "isAnonymous",
			"authenticated", "isAuthenticated", "rememberMe", "isRememberMe", "fullyAuthenticated",
			"isFullyAuthenticated", "hasAuthority", "hasAnyAuthority", "hasAllAuthorities", "hasRole", "hasAnyRole",
			"hasAllRoles");

	private static final Set<String> OF_TARGET = Set.of("this", "target", "getThis", "getTarget");

	private final SpelNode root;

	RuleExpression(SpelExpression expression) {
		this.root = expression.getAST();
	}

	/**
	 * Return whether the expression depends on the caller alone.
	 */
	boolean isOfCaller() {
		return isOfCaller(this.root);
	}

	private static boolean isOfCaller(SpelNode node) {
		if (node instanceof CompoundExpression) {
			return isOfCaller(node.getChild(0)) && hasStepsOfCaller(node);
		}
		if (node instanceof PropertyOrFieldReference property) {
			return OF_CALLER.contains(property.getName()) || DECISIONS.contains(property.getName());
		}
		if (node instanceof MethodReference method) {
			return (OF_CALLER.contains(method.getName()) || DECISIONS.contains(method.getName()))
					&& hasChildrenOfCaller(node);
		}
		boolean isPlain = node instanceof Literal || node instanceof OperatorNot || node instanceof Ternary
				|| node instanceof Elvis || node instanceof InlineList
				|| (node instanceof Operator && !(node instanceof OpInc) && !(node instanceof OpDec));
		return isPlain && hasChildrenOfCaller(node);
	}

	private static boolean hasChildrenOfCaller(SpelNode node) {
		for (int i = 0; i < node.getChildCount(); i++) {
			if (!isOfCaller(node.getChild(i))) {
				return false;
			}
		}
		return true;
	}

	private static boolean hasStepsOfCaller(SpelNode node) {
		for (int i = 1; i < node.getChildCount(); i++) {
			SpelNode step = node.getChild(i);
			boolean isStep = step instanceof PropertyOrFieldReference || step instanceof MethodReference
					|| step instanceof Indexer;
			if (!isStep || !hasChildrenOfCaller(step)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Return the variables that the expression reads, without {@code #this} and
	 * {@code #root}.
	 */
	Set<String> variables() {
		Set<String> names = new LinkedHashSet<>();
		walk(this.root, false, (node, inItem) -> {
			if (node instanceof VariableReference || node instanceof FunctionReference) {
				String name = node.toStringAST().substring(1).replaceFirst("\\(.*", "");
				if (!name.equals("this") && !name.equals("root")) {
					names.add(name);
				}
			}
		});
		return names;
	}

	/**
	 * Return whether the expression reads the object that the method is called on.
	 */
	boolean readsTarget() {
		Set<String> found = new LinkedHashSet<>();
		walk(this.root, false, (node, inItem) -> {
			boolean isRoot = node instanceof VariableReference
					&& (node.toStringAST().equals("#root") || (node.toStringAST().equals("#this") && !inItem));
			boolean isTarget = !inItem && OF_TARGET.contains(name(node));
			if (isRoot || isTarget) {
				found.add(node.toStringAST());
			}
		});
		return !found.isEmpty();
	}

	private static String name(SpelNode node) {
		if (node instanceof PropertyOrFieldReference property) {
			return property.getName();
		}
		return (node instanceof MethodReference method) ? method.getName() : "";
	}

	// A name after a dot is one of the value before it, a name in a selection or a
	// projection one of the item; those in arguments are of the root.
	private static void walk(SpelNode node, boolean inItem, BiConsumer<SpelNode, Boolean> visitor) {
		visitor.accept(node, inItem);
		boolean ofItem = inItem || node instanceof Selection || node instanceof Projection;
		for (int i = 0; i < node.getChildCount(); i++) {
			SpelNode child = node.getChild(i);
			if (node instanceof CompoundExpression && i > 0 && !name(child).isEmpty()) {
				for (int j = 0; j < child.getChildCount(); j++) {
					walk(child.getChild(j), ofItem, visitor);
				}
			}
			else {
				walk(child, ofItem, visitor);
			}
		}
	}

}
