package io.grest.ws.generate;

import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;
import io.grest.ws.protocol.PayloadCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.StdSerializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What is said about types that have no shape in TypeScript.
 */
class TypeScriptFaultTests {

	@Test
	void everyFaultIsNamedWithItsPlaceAndARemedy() {
		TypeScriptGenerationException ex = generate(TwoFaults.class, Nothing.class);
		assertThat(ex.contractName()).isEqualTo("FaultyApi");
		assertThat(ex).hasMessage(
				"""
						Cannot generate a TypeScript client for the contract 'FaultyApi', for 2 reasons:
						  - the field 'anything' of %s$Holder (in the result of TwoFaults.ask) is of type java.lang.Object, which has no \
						TypeScript shape: name the type, for which a raw type or a wildcard may stand here, or take \
						tools.jackson.databind.JsonNode if any JSON is meant
						  - the input of TwoFaults.tell is of type java.lang.Object, which has no TypeScript shape: name the type, \
						for which a raw type or a wildcard may stand here, or take tools.jackson.databind.JsonNode if any JSON is \
						meant"""
					.formatted(TypeScriptFaultTests.class.getName()));
	}

	@Test
	void aWildcardIsNoType() {
		assertFault(fault(Wildcards.class), "the input of Wildcards.tell is of type java.lang.Object",
				"a raw type or a wildcard may stand here");
	}

	@Test
	void aRawTypeIsNoType() {
		assertFault(fault(Raws.class), "the field 'items' of ",
				"$RawHolder (in the input of Raws.tell) is of type java.lang.Object");
	}

	@Test
	void aMapToAnythingIsNoType() {
		assertFault(fault(Maps.class), "the input of Maps.tell is of type java.lang.Object");
	}

	@Test
	void aStreamOfBytesIsNoPayload() {
		assertFault(generate(Nothing.class, Streams.class).faults().get(0),
				"the input of Streams.tell is of type java.io.InputStream, which has no TypeScript shape:"
						+ " make it a record of what the other side needs");
	}

	@Test
	void anInterfaceOfJavaIsNoPayload() {
		assertFault(generate(Nothing.class, Interfaces.class).faults().get(0),
				"the input of Interfaces.tell is of type java.io.Serializable, which has no TypeScript shape");
	}

	@Test
	void anInterfaceCannotBeRead() {
		assertFault(fault(Abstracts.class), "the field 'shape' of ", "$AbstractHolder (in the input of Abstracts.tell)",
				", of which Jackson does not know what to build: make it a record, or a sealed interface with"
						+ " @JsonTypeInfo(use = Id.NAME)");
	}

	@Test
	void anInterfaceWithoutPropertiesSaysNothingOfWhatIsWritten() {
		assertFault(generate(Nothing.class, Markers.class).faults().get(0),
				", and what implements it is not known: seal it, or name its subtypes by @JsonSubTypes");
	}

	@Test
	void subtypesThatJacksonCannotTellApartCannotBeRead() {
		assertFault(fault(Seals.class), "the input of Seals.tell",
				"whose subtypes Jackson cannot tell apart when it reads: annotate it with @JsonTypeInfo(use = Id.NAME)");
	}

	@Test
	void subtypesHaveToBeKnown() {
		assertFault(generate(Nothing.class, Opens.class).faults().get(0), "the input of Opens.tell",
				"whose subtypes Jackson does not know: seal it, or name them by @JsonSubTypes");
	}

	@Test
	void aSubtypeHasOneNameEverywhere() {
		assertFault(generate(Nothing.class, Names.class).faults().get(0), "whose subtype ",
				"$Renamed is called \"other\"", "elsewhere: annotate the subtype with @JsonTypeName");
	}

	@Test
	void aTypeIdOutsideOfTheObjectHasNoShape() {
		assertFault(generate(Nothing.class, Externals.class).faults().get(0), "the field 'known' of ",
				"whose type id stands beside it, outside of it: use @JsonTypeInfo(include = As.PROPERTY)");
	}

	@Test
	void aSerializerHasToSayWhatItWrites() {
		assertFault(generate(Nothing.class, Customs.class).faults().get(0), "the field 'custom' of ",
				"$SilentSerializer does not say what it writes: override its acceptJsonFormatVisitor, or annotate the type"
						+ " with @JsonValue instead");
	}

	@Test
	void anEntryOfAMapIsNoPayload() {
		assertFault(generate(Nothing.class, Entries.class).faults().get(0), "the input of Entries.tell is of type"
				+ " java.util.Map$Entry<java.lang.String,java.lang.Integer>, which has no TypeScript shape: make it a record");
	}

	@Test
	void rawJsonHasNoType() {
		assertFault(generate(Nothing.class, RawValues.class).faults().get(0), "the field 'json' of ",
				"written as it is by @JsonRawValue, so its type is not known: make it a JsonNode");
	}

	@Test
	void anObjectWrittenAsAnArrayHasNoNames() {
		assertFault(generate(Nothing.class, Arrays.class).faults().get(0),
				"an array whose items have no names: remove @JsonFormat(shape = Shape.ARRAY)");
	}

	@Test
	void anObjectIdHasNoShape() {
		assertFault(generate(Nothing.class, Identities.class).faults().get(0),
				"whose object ids have no TypeScript shape: remove @JsonIdentityInfo, and send the id as a field");
	}

	@Test
	void fieldsOfAnyNameHaveNoShapeInEitherDirection() {
		TypeScriptGenerationException ex = generate(AnyNames.class, AnyNames.class);
		assertThat(ex.faults()).hasSize(1);
		assertFault(ex.faults().get(0), "' adds fields of any name to its own: make that a field by itself, a Map");
	}

	@Test
	void whatJacksonCannotBuildCannotBeRead() {
		assertFault(fault(Unbuilts.class), "$Unbuilt, which Jackson cannot build: make it a record, or annotate a"
				+ " constructor with @JsonCreator");
	}

	@Test
	void detailsOfAnErrorAreNamedAsSuch() {
		assertFault(fault(Errors.class), "the details of VAGUE, an error of Errors.ask is of type java.lang.Object");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Runtime", "streams", "Longs", "Shared", "Requests", "envelope" })
	void aContractCannotHaveTheNameOfAFileThatClientsShare(String name) {
		SocketContract<?, ?> contract = SocketContract.define(name, Nothing.class, Nothing.class).path("/").build();
		assertThat(catchThrowableOfType(TypeScriptGenerationException.class, () -> generate(contract)).faults())
			.containsExactly("its name is that of a file that clients share: rename the contract");
	}

	@Test
	void aTypeThatIsOnlyWrittenNeedNotBeReadable() {
		SocketContract<?, ?> contract = SocketContract.define("FineApi", Nothing.class, Seals.class).path("/").build();
		assertThat(generate(contract).declarations()).contains("export type Sealed = Permitted\n");
	}

	private static TypeScriptModule generate(SocketContract<?, ?> contract) {
		return new TypeScriptGenerator(new PayloadCodec()).generate(contract);
	}

	private static TypeScriptGenerationException generate(Class<?> server, Class<?> client) {
		SocketContract<?, ?> contract = SocketContract.define("FaultyApi", server, client).path("/").build();
		return catchThrowableOfType(TypeScriptGenerationException.class, () -> generate(contract));
	}

	private static String fault(Class<?> server) {
		return generate(server, Nothing.class).faults().get(0);
	}

	private static void assertFault(String fault, String... parts) {
		assertThat(fault).contains(parts);
	}

	interface Nothing {

	}

	interface TwoFaults {

		Mono<Holder> ask();

		void tell(Object anything);

	}

	record Holder(String name, Object anything) {

	}

	interface Wildcards {

		void tell(List<?> items);

	}

	interface Raws {

		void tell(RawHolder holder);

	}

	@SuppressWarnings("rawtypes")
	record RawHolder(List items) {

	}

	interface Maps {

		void tell(Map<String, Object> values);

	}

	interface Streams {

		void tell(InputStream stream);

	}

	interface Interfaces {

		void tell(Serializable value);

	}

	interface Abstracts {

		void tell(AbstractHolder holder);

	}

	record AbstractHolder(HasName shape) {

	}

	interface HasName {

		String getName();

	}

	interface Markers {

		void tell(Marker marker);

	}

	interface Marker {

	}

	interface Seals {

		void tell(Sealed sealed);

	}

	sealed interface Sealed permits Permitted {

	}

	record Permitted(int number) implements Sealed {

	}

	interface Opens {

		void tell(Open open);

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	interface Open {

	}

	interface Names {

		void tell(Named named);

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes(@JsonSubTypes.Type(value = Renamed.class, name = "other"))
	interface Named {

	}

	@JsonTypeName("own")
	@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
	record Renamed(int number) implements Named {

	}

	interface Externals {

		void tell(External external);

	}

	record External(@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXTERNAL_PROPERTY,
			property = "kind") Sealed known) {

	}

	interface Customs {

		void tell(CustomHolder holder);

	}

	record CustomHolder(@JsonSerialize(using = SilentSerializer.class) Callable<String> custom) {

	}

	static class SilentSerializer extends StdSerializer<Object> {

		SilentSerializer() {
			super(Object.class);
		}

		@Override
		public void serialize(Object value, JsonGenerator json, SerializationContext context) {
			json.writeString("x");
		}

	}

	interface Entries {

		void tell(Map.Entry<String, Integer> entry);

	}

	interface RawValues {

		void tell(RawValue value);

	}

	record RawValue(@JsonRawValue String json) {

	}

	interface Arrays {

		void tell(AsArray array);

	}

	@JsonFormat(shape = JsonFormat.Shape.ARRAY)
	record AsArray(int x, int y) {

	}

	interface Identities {

		void tell(Identified identified);

	}

	@JsonIdentityInfo(generator = ObjectIdGenerators.IntSequenceGenerator.class)
	record Identified(String name) {

	}

	interface AnyNames {

		void tell(AnyName any);

	}

	static class AnyName {

		@JsonAnySetter
		private final Map<String, String> all = new java.util.HashMap<>();

		@JsonAnyGetter
		public Map<String, String> all() {
			return this.all;
		}

	}

	interface Unbuilts {

		void tell(Unbuilt unbuilt);

	}

	static class Unbuilt {

		public String name;

		Unbuilt(int one, int two) {
			this.name = one + "," + two;
		}

	}

	interface Errors {

		Mono<String> ask() throws VagueException;

	}

	@ErrorType(value = "VAGUE", status = 400)
	static class VagueException extends SocketException {

		VagueException(Object details) {
			super(details);
		}

	}

}
