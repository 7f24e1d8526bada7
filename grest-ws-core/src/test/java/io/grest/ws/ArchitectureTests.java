package io.grest.ws;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The house and its rooms: who may know whom. Where a rule is in the way, change the plan
 * and the rule together.
 */
class ArchitectureTests {

	private static final String ROOT = "io.grest.ws.";

	private static final Map<String, List<String>> ROOMS = Map.ofEntries(

			// Leaves
			Map.entry("internal", List.of()), Map.entry("error", List.of()), Map.entry("context", List.of()),
			Map.entry("observation", List.of("context")),

			// What goes over the wire
			Map.entry("internal.json", List.of("internal", "error")),
			Map.entry("protocol", List.of("internal.json", "error")),
			Map.entry("internal.wire", List.of("internal.json", "protocol", "error")),
			Map.entry("internal.reflect", List.of("context", "error")),
			Map.entry("handshake", List.of("context", "error")),
			Map.entry("contract", List.of("internal.reflect", "error", "handshake")),
			Map.entry("internal.transport", List.of("internal", "internal.wire", "protocol", "observation")),
			Map.entry("internal.transport.netty",
					List.of("internal", "internal.transport", "internal.wire", "protocol")),

			// What runs
			Map.entry("internal.call",
					List.of("internal", "internal.json", "internal.reflect", "internal.transport", "internal.wire",
							"contract", "protocol", "error", "context", "observation")),
			Map.entry("internal.log",
					List.of("internal", "internal.call", "internal.json", "internal.transport", "internal.wire",
							"contract", "handshake", "protocol", "observation", "error")),
			Map.entry("connection",
					List.of("internal.call", "internal.reflect", "internal.transport", "internal.wire", "contract",
							"handshake", "protocol", "error", "context")),
			Map.entry("internal.session",
					List.of("internal", "internal.call", "internal.json", "internal.log", "internal.reflect",
							"internal.transport", "internal.wire", "connection", "contract", "handshake", "protocol",
							"error", "context", "observation")),
			Map.entry("server",
					List.of("internal", "internal.call", "internal.json", "internal.reflect", "internal.session",
							"internal.transport", "internal.transport.netty", "internal.wire", "connection", "contract",
							"security", "topic", "handshake", "generate.snapshot", "protocol", "error", "context",
							"observation")),
			Map.entry("client",
					List.of("internal", "internal.call", "internal.json", "internal.reflect", "internal.session",
							"internal.transport", "internal.transport.netty", "internal.wire", "connection", "contract",
							"handshake", "generate.snapshot", "protocol", "error", "context", "observation")),

			// What carries topics between nodes
			Map.entry("topic.engine", List.of("internal", "error")),
			Map.entry("internal.topic",
					List.of("internal", "internal.call", "internal.json", "internal.session", "internal.wire",
							"connection", "contract", "topic.engine", "observation", "protocol", "error")),
			Map.entry("topic",
					List.of("internal", "internal.call", "internal.json", "internal.reflect", "internal.session",
							"internal.topic", "connection", "contract", "topic.engine", "protocol", "error",
							"context")),

			// Who it is, and who may, by Spring Security
			Map.entry("internal.security",
					List.of("internal", "internal.call", "internal.reflect", "connection", "contract", "context")),
			Map.entry("security", List.of("internal.security", "connection", "handshake", "error")),

			// What looks on
			Map.entry("micrometer", List.of("internal", "connection", "handshake", "observation", "context", "error")),

			// What is derived
			Map.entry("internal.generate.model", List.of("internal.reflect", "contract")),
			Map.entry("internal.generate.type", List.of("internal.generate.model", "internal.reflect", "contract")),
			Map.entry("generate.snapshot",
					List.of("internal.generate.model", "internal.generate.type", "contract", "protocol")),
			Map.entry("generate",
					List.of("generate.snapshot", "internal.generate.model", "internal.generate.type", "contract",
							"protocol", "error")),
			Map.entry("generate.asyncapi", List.of("internal.generate.model", "internal.generate.type", "contract",
					"topic.engine", "handshake", "protocol", "error")));

	private static final JavaClasses CLASSES = importClasses();

	private static final DescribedPredicate<JavaClass> BLOCKING = resideInAnyPackage("reactor.core.publisher")
		.or(type(Thread.class));

	// Names suffice: what libraries look like inside is not asked for.
	private static JavaClasses importClasses() {
		ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
		return new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.withImportOption(ArchitectureTests::isOfThisHouse)
			.importPackages("io.grest.ws");
	}

	// What tests this module from outside is on the class path too.
	private static boolean isOfThisHouse(Location location) {
		return !location.contains("/io/grest/ws/conformance/");
	}

	static Stream<String> rooms() {
		return packages().map((name) -> name.substring(ROOT.length()));
	}

	private static Stream<String> packages() {
		return CLASSES.stream().map(JavaClass::getPackageName).distinct().sorted();
	}

	@Test
	void everyPackageHasItsPlace() {
		assertThat(rooms()).isNotEmpty().isSubsetOf(ROOMS.keySet());
	}

	@ParameterizedTest
	@MethodSource("rooms")
	void aPackageKnowsOnlyThoseBelowIt(String room) {
		String[] allowed = Stream.concat(Stream.of(room), ROOMS.getOrDefault(room, List.of()).stream())
			.map((name) -> ROOT + name)
			.toArray(String[]::new);
		classes().that()
			.resideInAPackage(ROOT + room)
			.should()
			.onlyDependOnClassesThat(resideInAnyPackage(allowed).or(resideInAnyPackage("io.grest.ws..").negate()))
			.check(CLASSES);
	}

	@Test
	void packagesAreFreeOfCycles() {
		slices().matching("io.grest.ws.(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void serverAndClientDoNotSeeEachOther() {
		noClasses().that()
			.resideInAPackage("io.grest.ws.server..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.grest.ws.client..")
			.check(CLASSES);
		noClasses().that()
			.resideInAPackage("io.grest.ws.client..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.grest.ws.server..")
			.check(CLASSES);
	}

	/**
	 * What users can call names what they can rely on.
	 */
	@Test
	void noPublicSignatureNamesAnInternalType() {
		Stream<JavaCodeUnit> callable = CLASSES.stream()
			.filter((type) -> isPublic(type) && !isInternal(type))
			.flatMap((type) -> type.getAllMembers().stream())
			.filter((member) -> isCallable(member) && member.getOwner().getPackageName().startsWith(ROOT))
			.filter(JavaCodeUnit.class::isInstance)
			.map(JavaCodeUnit.class::cast);
		Stream<String> found = callable
			.filter((member) -> Stream
				.concat(member.getReturnType().getAllInvolvedRawTypes().stream(),
						member.getParameterTypes().stream().flatMap((type) -> type.getAllInvolvedRawTypes().stream()))
				.anyMatch(ArchitectureTests::isInternal))
			.map(JavaCodeUnit::getFullName);
		assertThat(found).isEmpty();
		assertThat(CLASSES.stream()
			.filter((type) -> isPublic(type) && !isInternal(type))
			.flatMap(
					(type) -> Stream.concat(type.getAllRawInterfaces().stream(), type.getAllRawSuperclasses().stream()))
			.filter(ArchitectureTests::isInternal)).isEmpty();
	}

	private static boolean isCallable(JavaMember member) {
		return member.getModifiers().contains(JavaModifier.PUBLIC)
				|| member.getModifiers().contains(JavaModifier.PROTECTED)
						&& !member.getOwner().getModifiers().contains(JavaModifier.FINAL);
	}

	private static boolean isPublic(JavaClass type) {
		return type.getModifiers().contains(JavaModifier.PUBLIC)
				&& type.getEnclosingClass().map(ArchitectureTests::isPublic).orElse(true);
	}

	private static boolean isInternal(JavaClass type) {
		return (type.getPackageName() + ".").startsWith(ROOT + "internal.");
	}

	/**
	 * What a part needs of the whole is a small interface, or a piece of state below
	 * both.
	 */
	@Test
	void noClassHoldsOneThatHoldsIt() {
		Map<JavaClass, Set<JavaClass>> held = new LinkedHashMap<>();
		CLASSES.stream()
			.filter((type) -> Stream
				.of("internal.call", "internal.session", "connection", "internal.transport", "internal.topic", "topic")
				.anyMatch((room) -> (type.getPackageName() + ".").startsWith(ROOT + room + ".")))
			.forEach((type) -> held.computeIfAbsent(topLevel(type), (holder) -> new LinkedHashSet<>())
				.addAll(fieldTypes(type)));
		held.keySet()
			.forEach((type) -> assertThat(reachable(type, held)).as("what " + type + " holds").doesNotContain(type));
	}

	private static Set<JavaClass> fieldTypes(JavaClass type) {
		return type.getFields()
			.stream()
			.map((field) -> topLevel(field.getRawType().getBaseComponentType()))
			.filter((held) -> held.getPackageName().startsWith(ROOT) && !held.equals(topLevel(type)))
			.collect(Collectors.toSet());
	}

	private static JavaClass topLevel(JavaClass type) {
		JavaClass top = type;
		while (top.getEnclosingClass().isPresent()) {
			top = top.getEnclosingClass().get();
		}
		return top;
	}

	private static Set<JavaClass> reachable(JavaClass from, Map<JavaClass, Set<JavaClass>> held) {
		Set<JavaClass> reached = new LinkedHashSet<>();
		Deque<JavaClass> next = new ArrayDeque<>(held.getOrDefault(from, Set.of()));
		while (!next.isEmpty()) {
			JavaClass type = next.remove();
			if (reached.add(type)) {
				next.addAll(held.getOrDefault(type, Set.of()));
			}
		}
		return reached;
	}

	// Libraries

	@Test
	void sessionsOfWebFluxAreKnownToWhoeverCarriesAConnectionOnly() {
		assertOnly("org.springframework.web.reactive.socket..", "internal.transport", "internal.session", "server",
				"client");
	}

	@Test
	void jacksonIsKnownToWireLogAndGeneratorsOnly() {
		assertOnly("tools.jackson..", "internal.json", "internal.wire", "internal.log", "internal.generate", "protocol",
				"generate");
	}

	@Test
	void jakartaValidationIsKnownToContractsOnly() {
		assertOnly("jakarta.validation..", "contract");
	}

	@Test
	void kotlinIsKnownToReflectionOnly() {
		noClasses().that()
			.areNotAnnotatedWith("kotlin.Metadata")
			.and()
			.resideOutsideOfPackage(ROOT + "internal.reflect")
			.and()
			// What a validator reads of a Flow, which takes both of them.
			.haveNameNotMatching(".*\\.contract\\.FlowItem(\\$Extractor)?")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("kotlin..", "kotlinx..")
			.check(CLASSES);
	}

	@Test
	void nettyIsKnownToWhoeverOpensAConnectionOnly() {
		assertOnly("io.netty..", "internal.transport", "server", "client");
		assertOnly("reactor.netty..", "internal.transport", "server", "client");
	}

	@Test
	void metersAreKnownToObservationOnly() {
		assertOnly("io.micrometer.core..", "observation");
	}

	@Test
	void micrometerIsKnownWhereItIsOptionalOnly() {
		assertOnly("io.micrometer.observation..", "micrometer");
		assertOnly("io.micrometer.context..", "context");
	}

	@Test
	void springSecurityIsKnownWhereItIsOptionalOnly() {
		assertOnly("org.springframework.security..", "security", "internal.security");
	}

	@Test
	void springTransactionsAreKnownWhereTheyAreOptionalOnly() {
		noClasses().that()
			.doNotHaveFullyQualifiedName(ROOT + "topic.Transactions")
			.and()
			.doNotHaveFullyQualifiedName(ROOT + "topic.Transactions$1")
			.and()
			.doNotHaveFullyQualifiedName(ROOT + "topic.Transactions$AfterCommit")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.transaction..")
			.check(CLASSES);
	}

	@Test
	void protocolIsPlainJava() {
		noClasses().that()
			.resideInAnyPackage("io.grest.ws.protocol", "io.grest.ws.internal.wire")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("reactor..", "org.reactivestreams..", "org.springframework..", "io.netty..")
			.check(CLASSES);
	}

	@Test
	void errorContextAndObservationAreLeaves() {
		classes().that()
			.resideInAnyPackage("io.grest.ws.error", "io.grest.ws.context", "io.grest.ws.observation")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("io.grest.ws.error", "io.grest.ws.context", "io.grest.ws.observation", "java..",
					"org.jspecify.annotations", "reactor.core.publisher", "reactor.util.context",
					"org.springframework.util", "io.micrometer..")
			.check(CLASSES);
	}

	@Test
	void nothingKnowsSpringBoot() {
		noClasses().should().dependOnClassesThat().resideInAPackage("org.springframework.boot..").check(CLASSES);
	}

	@Test
	void nothingLogsButThroughCommonsLogging() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.slf4j..", "java.util.logging..", "ch.qos.logback..")
			.check(CLASSES);
	}

	@Test
	void nothingBlocks() {
		noClasses().should()
			.callMethodWhere(target(owner(BLOCKING)).and(target(nameMatching("block.*|sleep"))))
			.check(CLASSES);
	}

	// Habits

	@Test
	void everyPackageIsNullMarked() throws ClassNotFoundException {
		for (String name : packages().toList()) {
			assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class)).as(name).isTrue();
		}
	}

	@Test
	void everyPublicTypeTellsSinceWhen() throws IOException, URISyntaxException {
		Pattern publicType = Pattern.compile("^public .*\\b(class|interface|@interface|record|enum) ",
				Pattern.MULTILINE);
		Pattern since = Pattern.compile("^ \\* @since \\d+\\.\\d+\\.\\d+$", Pattern.MULTILINE);
		try (Stream<Path> sources = Files.walk(sources())) {
			for (Path source : sources.filter((file) -> file.toString().endsWith(".java")).toList()) {
				String text = Files.readString(source);
				if (publicType.matcher(text).find()) {
					assertThat(since.matcher(text).find()).as(source.getFileName().toString()).isTrue();
				}
			}
		}
	}

	private static Path sources() throws URISyntaxException {
		Path testClasses = Path.of(ArchitectureTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		return testClasses.resolve("../../src/main/java").normalize();
	}

	private static void assertOnly(String library, String... rooms) {
		String[] allowed = Stream.of(rooms).map((room) -> ROOT + room + "..").toArray(String[]::new);
		noClasses().that()
			.resideOutsideOfPackages(allowed)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(library)
			.check(CLASSES);
	}

}
