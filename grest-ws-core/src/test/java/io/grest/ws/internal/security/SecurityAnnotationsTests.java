package io.grest.ws.internal.security;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import jakarta.annotation.security.DenyAll;
import org.junit.jupiter.api.Test;

import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every annotation of security of the class path is enforced, refused, or listed here.
 */
class SecurityAnnotationsTests {

	// With the reasons.
	private static final Map<String, String> NOT_ABOUT_ACCESS = Map.of("jakarta.annotation.security.DeclareRoles",
			"names roles, and asks for none", "org.springframework.security.core.Transient",
			"is on classes of authentications, which are then not stored",
			"org.springframework.security.core.parameters.P", "names a parameter");

	private static final List<ElementType> PLACES = List.of(ElementType.METHOD, ElementType.TYPE,
			ElementType.PARAMETER);

	@Test
	void knowsEveryAnnotationOfSecurity() throws ClassNotFoundException {
		Set<String> unknown = new TreeSet<>();
		Set<String> annotations = annotations();
		for (String annotation : annotations) {
			if (!isKnown(annotation)) {
				unknown.add(annotation);
			}
		}
		assertThat(annotations).hasSizeGreaterThan(14).contains(PreAuthorize.class.getName(), DenyAll.class.getName());
		assertThat(unknown).isEmpty();
	}

	private static boolean isKnown(String annotation) {
		return Arrays.stream(RuleKind.values()).anyMatch((kind) -> kind.annotations().contains(annotation))
				|| RefusedAnnotations.names().contains(annotation) || NOT_ABOUT_ACCESS.containsKey(annotation);
	}

	private static Set<String> annotations() throws ClassNotFoundException {
		Set<Location> jars = Set.of(Location.of(PreAuthorize.class.getProtectionDomain().getCodeSource().getLocation()),
				Location.of(DenyAll.class.getProtectionDomain().getCodeSource().getLocation()));
		Set<String> annotations = new TreeSet<>();
		for (JavaClass type : new ClassFileImporter().importLocations(jars)) {
			boolean ofSecurity = type.getPackageName().startsWith("org.springframework.security")
					|| type.getPackageName().equals("jakarta.annotation.security");
			if (type.isAnnotation() && ofSecurity && isOnMethodOrType(type)) {
				annotations.add(type.getName());
			}
		}
		return annotations;
	}

	private static boolean isOnMethodOrType(JavaClass type) throws ClassNotFoundException {
		Target target = ClassUtils.forName(type.getName(), null).getAnnotation(Target.class);
		return target == null || Arrays.stream(target.value()).anyMatch(PLACES::contains);
	}

}
