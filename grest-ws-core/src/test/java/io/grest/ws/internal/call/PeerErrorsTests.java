package io.grest.ws.internal.call;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.ExistsException;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.EnvelopeFormat;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.protocol.SocketCloseStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The frame of an error, as a server writes it and a client makes an exception of it.
 */
class PeerErrorsTests {

	private final Payloads payloads = Payloads.of(new JsonMapper());

	private final WireFormat format = new EnvelopeFormat("Api", List.of(), this.payloads);

	private final PeerErrors errors = new PeerErrors(
			SocketContract.define("Api", Server.class, Client.class).path("/api").dialect(Dialect.ENVELOPE).build(),
			this.payloads);

	// Writing

	@Test
	void anErrorIsWrittenWithItsTypeForAMessage() {
		assertThat(write(new ForbiddenException()))
			.isEqualTo("{\"error\":true,\"code\":4403,\"data\":{\"message\":\"FORBIDDEN\"}}");
	}

	@Test
	void anErrorIsWrittenWithItsDisplayMessage() {
		assertThat(write(new ForbiddenException("Members \"only\"")))
			.isEqualTo("{\"error\":true,\"code\":4403,\"data\":{\"message\":\"Members \\\"only\\\"\"}}");
	}

	@Test
	void theFieldsOfItsDataStandBesideTheMessage() {
		assertThat(write(new FullException(new FullException.Details(2, List.of("a"))))).isEqualTo(
				"{\"error\":true,\"code\":4409,\"data\":{\"message\":\"FULL\",\"capacity\":2,\"names\":[\"a\"]}}");
	}

	@Test
	void aMessageOfItsDataIsTheMessage() {
		assertThat(write(new TalkativeException(new TalkativeException.Details("its own", 1))))
			.isEqualTo("{\"error\":true,\"code\":4418,\"data\":{\"message\":\"its own\",\"data\":1}}");
	}

	@Test
	void dataThatHasNoFieldsIsAFieldOfItsOwn() {
		assertThat(write(new ListException(List.of(1, 2))))
			.isEqualTo("{\"error\":true,\"code\":4452,\"data\":{\"message\":\"LIST\",\"data\":[1,2]}}");
	}

	@Test
	void anInvalidInputIsWrittenWithItsIssues() {
		assertThat(write(new ValidationException(
				List.of(new Issue("token", "invalid.notBlank", "must not be blank", Map.of("x", 1))))))
			.isEqualTo("{\"error\":true,\"code\":4422,\"data\":{\"message\":\"validation failed\","
					+ "\"errors\":[{\"field\":\"token\",\"message\":\"must not be blank\"}]}}");
	}

	@Test
	void dataThatCannotBeWrittenFails() {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> write(new UnwritableException(new Self())));
	}

	@Test
	void statusesKeepTheirLastThreeDigits() {
		assertThat(write(new LowException())).startsWith("{\"error\":true,\"code\":4100,");
		assertThat(write(new ForbiddenException())).startsWith("{\"error\":true,\"code\":4403,");
	}

	@Test
	void closesWithoutFrameOnTemporaryError() {
		assertThat(this.format.failure(new ServerErrorException()))
			.isEqualTo(new WireFormat.Farewell(null, SocketCloseStatus.INTERNAL_ERROR));
		assertThat(this.format.rejected(new TooManyRequestsException()))
			.isEqualTo(new WireFormat.Farewell(null, SocketCloseStatus.TRY_AGAIN_LATER));
	}

	// Reading

	@Test
	void anErrorIsReadAsTheContractDeclaresIt() {
		assertThat(readBack(new FullException(new FullException.Details(2, List.of("a")))))
			.isInstanceOfSatisfying(FullException.class, (ex) -> {
				assertThat(ex.data()).isEqualTo(new FullException.Details(2, List.of("a")));
				assertThat(ex.displayMessage()).isEmpty();
			});
	}

	@Test
	void aDisplayMessageIsReadAsSuch() {
		SocketException told = new FullException(new FullException.Details(2, List.of()));
		told.setDisplayMessage("Try the kitchen");
		assertThat(readBack(told)).isInstanceOfSatisfying(FullException.class,
				(ex) -> assertThat(ex.displayMessage()).contains("Try the kitchen"));
	}

	@Test
	void dataOfAnyShapeIsReadBack() {
		assertThat(readBack(new ListException(List.of(1, 2))).data()).isEqualTo(List.of(1, 2));
		assertThat(readBack(new TalkativeException(new TalkativeException.Details("its own", 1))).data())
			.isEqualTo(new TalkativeException.Details("its own", 1));
		assertThat(readBack(new LowException())).isInstanceOf(LowException.class);
	}

	@Test
	void anErrorThatIsNotDeclaredIsTheStandardOneOfItsStatus() {
		assertThat(read(4401, "{\"message\":\"AUTH_ERROR\",\"realm\":\"chat\"}")).isInstanceOfSatisfying(
				NotAuthorizedException.class, (ex) -> assertThat(ex.displayMessage()).contains("AUTH_ERROR"));
		assertThat(read(4404, "{\"message\":\"no\"}")).isInstanceOf(NotFoundException.class);
		assertThat(read(4429, "{}")).isInstanceOf(TooManyRequestsException.class);
		assertThat(read(4500, "{}")).isInstanceOf(ServerErrorException.class);
	}

	@Test
	void ofTwoErrorsOfOneStatusTheMessageTells() {
		assertThat(read(4409, "{\"message\":\"EXISTS\"}")).isInstanceOf(ExistsException.class);
		assertThat(read(4409, "{\"message\":\"FULL\",\"capacity\":1}")).isInstanceOf(FullException.class);
		assertThat(read(4410, "{\"message\":\"GONE_TOO\"}")).isInstanceOf(GoneTooException.class);
		assertThat(read(4410, "{\"message\":\"Which?\"}")).isInstanceOfSatisfying(ServerErrorException.class,
				(ex) -> assertThat(ex.displayMessage()).contains("Closed by the server with 4410: Which?"));
	}

	@Test
	void anInvalidInputIsReadWithItsIssues() {
		assertThat(readBack(new ValidationException(
				List.of(new Issue("token", "invalid.notBlank", "must not be blank", Map.of())))))
			.isInstanceOfSatisfying(ValidationException.class, (ex) -> assertThat(ex.issues())
				.containsExactly(new Issue("token", "invalid.value", "must not be blank", Map.of())));
	}

	@Test
	void anErrorOfTheContractOfTheStatusOfInvalidInputsIsToldApart() {
		assertThat(readBack(new ShapeException())).isInstanceOf(ShapeException.class);
		assertThat(readBack(new ValidationException(List.of()))).isInstanceOf(ValidationException.class);
	}

	@Test
	void anUnknownStatusIsToldByItsCode() {
		assertThat(read(4999, "{\"message\":\"so\\nlong\"}")).isInstanceOfSatisfying(ServerErrorException.class,
				(ex) -> assertThat(ex.displayMessage()).contains("Closed by the server with 4999: so?long"));
		assertThat(read(4000, "{}")).isInstanceOf(ServerErrorException.class);
	}

	@Test
	void dataOfAnotherTypeMakesItAnUnknownError() {
		assertThat(read(4409, "{\"message\":\"FULL\",\"capacity\":\"two\"}"))
			.isInstanceOfSatisfying(ServerErrorException.class, (ex) -> {
				assertThat(ex.getCause()).isNull();
				assertThat(ex.getSuppressed()).hasSize(1);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "7", "\"text\"", "[]", "{\"message\":7}", "{\"message\":{}}", "{\"errors\":7}",
			"{\"message\":\"validation failed\"}",
			"{\"message\":\"validation failed\",\"errors\":[1,null,{\"field\":[]}]}" })
	void whateverTheDataIsTheStatusIsRead(String data) {
		assertThat(read(4403, data)).isInstanceOf(ForbiddenException.class);
		assertThat(read(4409, data)).isNotNull();
		assertThat(read(4422, data)).isNotNull();
	}

	private String write(SocketException error) {
		return new String(this.format.failure(error).frame().bytes(), StandardCharsets.UTF_8);
	}

	private SocketException readBack(SocketException error) {
		return this.errors.toException(this.format.readFailure(Payload.of(write(error))));
	}

	private SocketException read(int code, String data) {
		JsonNode frame = new JsonMapper().readTree("{\"error\":true,\"code\":" + code + ",\"data\":" + data + "}");
		return this.errors.toException(this.format.readFailure(Payload.of(frame.toString())));
	}

	interface Server {

		void tell(String text) throws FullException, ListException, TalkativeException, LowException;

	}

	interface Client {

		void note(String text) throws GoneException, GoneTooException, ShapeException, FullException, ExistsException;

	}

	@ErrorType(value = "FULL", status = 409)
	static class FullException extends SocketException {

		FullException(Details details) {
			super(details);
		}

		record Details(int capacity, List<String> names) {

		}

	}

	@ErrorType(value = "TALKATIVE", status = 418)
	static class TalkativeException extends SocketException {

		TalkativeException(Details details) {
			super(details);
		}

		record Details(String message, int data) {

		}

	}

	@ErrorType(value = "LIST", status = 452)
	static class ListException extends SocketException {

		ListException(List<Integer> data) {
			super(data);
		}

	}

	@ErrorType(value = "LOW", status = 100)
	static class LowException extends SocketException {

	}

	@ErrorType(value = "GONE", status = 410)
	static class GoneException extends SocketException {

	}

	@ErrorType(value = "GONE_TOO", status = 410)
	static class GoneTooException extends SocketException {

	}

	@ErrorType(value = "SHAPE", status = 422)
	static class ShapeException extends SocketException {

	}

	@ErrorType(value = "UNWRITABLE", status = 400)
	static class UnwritableException extends SocketException {

		UnwritableException(Self data) {
			super(data);
		}

	}

	public static final class Self {

		public Self getSelf() {
			return this;
		}

	}

}
