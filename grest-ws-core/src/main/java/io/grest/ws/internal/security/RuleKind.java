package io.grest.ws.internal.security;

import java.util.Set;

import org.springframework.core.annotation.MergedAnnotation;

/**
 * Kinds of rules. Of each kind, one annotation applies to a method.
 */
enum RuleKind {

	PRE_AUTHORIZE(Set.of("org.springframework.security.access.prepost.PreAuthorize")),

	POST_AUTHORIZE(Set.of("org.springframework.security.access.prepost.PostAuthorize")),

	SECURED(Set.of("org.springframework.security.access.annotation.Secured")),

	JSR250(Set.of("jakarta.annotation.security.RolesAllowed", "jakarta.annotation.security.PermitAll",
			"jakarta.annotation.security.DenyAll"));

	private final Set<String> annotations;

	RuleKind(Set<String> annotations) {
		this.annotations = annotations;
	}

	/**
	 * Return the names of the annotations of this kind.
	 */
	Set<String> annotations() {
		return this.annotations;
	}

	boolean includes(MergedAnnotation<?> annotation) {
		return this.annotations.contains(annotation.getType().getName());
	}

	/**
	 * Return whether rules of this kind are expressions.
	 */
	boolean isExpression() {
		return this == PRE_AUTHORIZE || this == POST_AUTHORIZE;
	}

}
