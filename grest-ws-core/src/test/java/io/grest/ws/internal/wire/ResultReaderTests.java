package io.grest.ws.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.SocketException.Context;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.PayloadReader;
import io.grest.ws.internal.json.Payloads;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link ResultReader}.
 */
class ResultReaderTests {

	private final Payloads payloads = Payloads.of(new JsonMapper());

	private final WireFormat format = new GrestFormat(List.of(), this.payloads);

	private final PayloadReader items = this.payloads.reader(Item.class);

	// Success

	@ParameterizedTest
	@ValueSource(strings = { "{\"success\":true,\"type\":\"OK\",\"data\":{\"name\":\"a\",\"count\":1}}",
			"{\"data\":{\"name\":\"a\",\"count\":1},\"type\":\"OK\",\"success\":true}",
			"{\"type\":\"OK\",\"data\":{\"count\":1,\"name\":\"a\"},\"success\":true}",
			"{\"success\":true,\"data\":{\"name\":\"a\",\"count\":1}}",
			"{\"success\":true,\"data\":{\"name\":\"a\",\"count\":1},\"type\":\"OK\"}",
			" { \"success\" : true , \"data\" : { \"name\" : \"a\" , \"count\" : 1 } } ",
			"{\"x\":{\"data\":[1]},\"success\":true,\"y\":[{}],\"data\":{\"z\":[],\"name\":\"a\",\"count\":1},\"w\":null}",
			"{\"success\":true,\"data\":{\"name\":\"a\",\"count\":1},\"statusCode\":200,\"context\":{}}" })
	void readsASuccessWhateverTheOrderOfItsFields(String json) {
		assertThat(read(json)).isEqualTo(new Result.Success(new Item("a", 1)));
	}

	@Test
	void readsAScalarOrAnArrayAsData() {
		assertThat(read("{\"success\":true,\"data\":true,\"type\":\"OK\"}", Boolean.class))
			.isEqualTo(new Result.Success(true));
		assertThat(read("{\"data\":5,\"success\":true}", Long.class)).isEqualTo(new Result.Success(5L));
		assertThat(((Result.Success) read("{\"success\":true,\"data\":[1,2],\"type\":\"OK\"}", int[].class)).value())
			.isEqualTo(new int[] { 1, 2 });
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"success\":true,\"type\":\"OK\"}", "{\"success\":true}",
			"{\"success\":true,\"data\":null}", "{\"data\":null,\"success\":true}" })
	void aSuccessMayLackData(String json) {
		assertThat(read(json)).isEqualTo(new Result.Success(null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"success\":true,\"data\":{\"any\":[1,{}]},\"type\":\"OK\"}",
			"{\"data\":{\"any\":[1,{}]},\"success\":true}", "{\"success\":true}" })
	void skipsTheDataOfASuccessThatNobodyReads(String json) {
		assertThat(this.format.readResult(Payload.of(json), null)).isEqualTo(new Result.Success(null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"success\":true,\"data\":{\"name\":5,\"count\":1}}",
			"{\"data\":{\"name\":5,\"count\":1},\"success\":true}", "{\"success\":true,\"data\":{\"count\":\"1\"}}",
			"{\"data\":{\"count\":\"1\"},\"success\":true}", "{\"success\":true,\"data\":{}}",
			"{\"data\":{},\"success\":true}", "{\"success\":true,\"data\":[]}", "{\"success\":true,\"data\":5}",
			"{\"data\":1.5,\"success\":true}" })
	void dataThatAreNotOfTheTypeAreRefusedWhateverTheOrderOfTheFields(String json) {
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(json));
	}

	// Failure

	@Test
	void readsAFailure() {
		Result.Failure failure = failure("""
				{"success":false,"type":"ROOM_FULL","data":{"name":"a","count":5},"statusCode":409,\
				"context":{"displayMessage":"Full","timestamp":1700000000000,"ref":"ERR_REF_x"}}""");
		assertThat(failure.type()).isEqualTo("ROOM_FULL");
		SocketException error = failure.complete(new NotFoundException("Default"));
		assertThat(error.context()).isEqualTo(new Context(1_700_000_000_000L, "ERR_REF_x"));
		assertThat(error.displayMessage()).contains("Full");
		assertThat(failure.data(this.items)).isEqualTo(new Item("a", 5));
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"{\"context\":{\"ref\":\"ERR_REF_x\"},\"statusCode\":404,\"type\":\"NOT_FOUND\",\"success\":false}",
			"{\"type\":\"NOT_FOUND\",\"success\":false,\"context\":{\"ref\":\"ERR_REF_x\",\"new\":[]},\"new\":{}}",
			"{\"data\":null,\"type\":\"NOT_FOUND\",\"context\":{\"ref\":\"ERR_REF_x\"},\"success\":false}" })
	void readsAFailureWhateverTheOrderOfItsFields(String json) {
		Result.Failure failure = failure(json);
		assertThat(failure.type()).isEqualTo("NOT_FOUND");
		assertThat(context(failure).ref()).isEqualTo("ERR_REF_x");
		assertThat(failure.data(this.items)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"success\":false,\"type\":\"NOT_FOUND\"}",
			"{\"success\":false,\"type\":\"NOT_FOUND\",\"context\":null}",
			"{\"success\":false,\"type\":\"NOT_FOUND\",\"context\":{}}",
			"{\"success\":false,\"type\":\"NOT_FOUND\",\"context\":\"none\"}",
			"{\"success\":false,\"type\":\"NOT_FOUND\",\"context\":[1]}", "{\"success\":false,\"type\":\"NOT_FOUND\","
					+ "\"context\":{\"displayMessage\":null,\"timestamp\":\"now\",\"ref\":5}}" })
	void aFailureThatCameWithoutContextGetsOneHere(String json) {
		long before = System.currentTimeMillis();
		SocketException error = failure(json).complete(new NotFoundException("Default"));
		assertThat(error.displayMessage()).isEmpty();
		Context context = error.context();
		assertThat(context.timestamp()).isBetween(before, System.currentTimeMillis());
		assertThat(context.ref()).matches("ERR_REF_[0-9a-v]{16}");
	}

	@Test
	void aTimestampMayHaveAFraction() {
		assertThat(context(failure("{\"success\":false,\"type\":\"A\",\"context\":{\"timestamp\":1700000000000.5}}"))
			.timestamp()).isEqualTo(1_700_000_000_000L);
	}

	@Test
	void aTimestampBeyondRangeIsReplaced() {
		long before = System.currentTimeMillis();
		assertThat(context(failure("{\"success\":false,\"type\":\"A\",\"context\":{\"timestamp\":1e300}}")).timestamp())
			.isBetween(before, System.currentTimeMillis());
	}

	@Test
	void theDataOfAFailureAreReadAsStrictly() {
		Result.Failure failure = failure("{\"success\":false,\"type\":\"ROOM_FULL\",\"data\":{\"count\":\"5\"}}");
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> failure.data(this.items));
	}

	@Test
	void aFailureKeepsItsDataAfterTheBufferItWasReadFromChanged() {
		byte[] json = "{\"success\":false,\"type\":\"A\",\"data\":{\"name\":\"a\",\"count\":5}}"
			.getBytes(StandardCharsets.UTF_8);
		Result.Failure failure = (Result.Failure) this.format.readResult(Payload.of(json), this.items);
		Arrays.fill(json, (byte) '!');
		assertThat(failure.type()).isEqualTo("A");
		assertThat(failure.data(this.items)).isEqualTo(new Item("a", 5));
	}

	// No result

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "null", "5", "\"OK\"", "[]", "true", "{}", "{\"type\":\"OK\"}",
			"{\"data\":{\"name\":\"a\",\"count\":1}}", "{\"success\":null}", "{\"success\":\"true\"}",
			"{\"success\":1,\"type\":\"OK\"}", "{\"success\":{},\"type\":\"OK\"}", "{\"success\":false}",
			"{\"success\":false,\"type\":null}", "{\"success\":false,\"type\":5}", "{\"success\":false,\"data\":{}}",
			"{\"success\":true} {}", "{\"success\":true},", "{\"success\":true}}" })
	void anythingElseIsNoResult(String json) {
		assertThatThrownBy(() -> read(json)).isInstanceOfAny(IllegalArgumentException.class, JacksonException.class);
	}

	@Test
	void whatIsNoResultIsSaidToBeNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> read("{}")).withMessage("Payload is not a result");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "{\"success\"", "{\"success\":true", "{\"success\":tru", "{\"success\":true,",
			"{\"success\":true,\"data\":{\"name\":\"a\",\"count\":1}", "{\"success\":true,\"data\":{\"name\"",
			"nonsense", "{\"success\":true x}", "{\"success\":false,\"type\":\"A\",\"context\":{" })
	void whatIsNoJsonIsNoResult(String json) {
		assertThatThrownBy(() -> read(json)).isInstanceOfAny(IllegalArgumentException.class, JacksonException.class);
	}

	@Test
	void whatIsNestedTooDeepIsRefused() {
		String deep = "[".repeat(20_000) + "]".repeat(20_000);
		for (String json : List.of("{\"success\":true,\"data\":" + deep + "}",
				"{\"data\":" + deep + ",\"success\":true}",
				"{\"success\":false,\"type\":\"A\",\"context\":" + deep + "}",
				"{\"new\":" + deep + ",\"success\":true}")) {
			assertThatExceptionOfType(JacksonException.class)
				.isThrownBy(() -> this.format.readResult(Payload.of(json), null));
		}
	}

	private static Context context(Result.Failure failure) {
		return failure.complete(new NotFoundException()).context();
	}

	private Result.Failure failure(String json) {
		return (Result.Failure) read(json);
	}

	private Result read(String json) {
		return this.format.readResult(Payload.of(json), this.items);
	}

	private Result read(String json, Class<?> type) {
		return this.format.readResult(Payload.of(json), this.payloads.reader(type));
	}

	record Item(@Nullable String name, int count) {

	}

}
