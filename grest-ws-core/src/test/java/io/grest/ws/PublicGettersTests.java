package io.grest.ws;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A getter of what may be absent returns an {@code Optional}. Components of records,
 * which are nullable in constructors too, and interfaces, which users implement, are no
 * such getters.
 */
class PublicGettersTests {

	/**
	 * Getters that return {@code null}: subclasses of the error narrow the type of its
	 * data; a contract is read once, by code that tests for {@code null}.
	 */
	private static final List<String> NULLABLE = List.of("SocketException.data", "ContractError.dataType",
			"SocketContract.queryType");

	@Test
	void returnOptionalForWhatMayBeAbsent() {
		Stream<String> found = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.importPackages("io.grest.ws")
			.stream()
			.filter(PublicGettersTests::isApi)
			.flatMap((type) -> type.getMethods().stream())
			.filter((method) -> method.getRawParameterTypes().isEmpty())
			.map(JavaMethod::reflect)
			.filter((method) -> Modifier.isPublic(method.getModifiers()) && mayReturnNull(method))
			.map((method) -> method.getDeclaringClass().getSimpleName() + "." + method.getName());
		assertThat(found).containsExactlyInAnyOrderElementsOf(NULLABLE);
	}

	private static boolean isApi(JavaClass type) {
		return Modifier.isPublic(type.reflect().getModifiers()) && !type.isRecord() && !type.isInterface()
				&& !type.getPackageName().startsWith("io.grest.ws.internal");
	}

	private static boolean mayReturnNull(Method method) {
		return method.getAnnotatedReturnType().isAnnotationPresent(Nullable.class);
	}

}
