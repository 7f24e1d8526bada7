package io.grest.ws.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.grest.ws.error.ErrorType;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.WireFormat.Farewell;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.SocketCloseStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ErrorFrame}, and for the errors of {@link EnvelopeFormat}.
 */
class ErrorFrameTests {

	private final Payloads payloads = Payloads.of(new JsonMapper());

	private final EnvelopeFormat format = new EnvelopeFormat("EchoApi", List.of(), this.payloads);

	// Writing

	@Test
	void writesFieldsOfDataBesideMessage() {
		SocketException ex = new RoomException(Map.of("capacity", 5));
		ex.setDisplayMessage("Full");
		assertThat(text(this.format.failure(ex)))
			.isEqualTo("{\"error\":true,\"code\":4409,\"data\":{\"message\":\"Full\",\"capacity\":5}}");
	}

	@Test
	void writesTypeWithoutDisplayMessage() {
		assertThat(text(this.format.failure(new NotFoundException())))
			.isEqualTo("{\"error\":true,\"code\":4404,\"data\":{\"message\":\"NOT_FOUND\"}}");
	}

	@Test
	void writesDataThatIsNoObject() {
		assertThat(text(this.format.failure(new RoomException(List.of(1, 2)))))
			.isEqualTo("{\"error\":true,\"code\":4409,\"data\":{\"message\":\"ROOM\",\"data\":[1,2]}}");
	}

	@Test
	void writesIssuesOfValidationError() {
		ValidationException ex = new ValidationException(List.of(new Issue("user.name", "invalid.size", "is too long"),
				new Issue("", "invalid.type", "must be an object")));
		assertThat(text(this.format.failure(ex))).isEqualTo("{\"error\":true,\"code\":4422,\"data\":"
				+ "{\"message\":\"validation failed\",\"errors\":[{\"field\":\"user.name\",\"message\":\"is too long\"},"
				+ "{\"field\":\"\",\"message\":\"must be an object\"}]}}");
	}

	@Test
	void closesWithCodeOfError() {
		Farewell farewell = this.format.failure(new NotFoundException());
		assertThat(farewell.status()).isEqualTo(new SocketCloseStatus(4404, "NOT_FOUND"));
		assertThat(farewell.frame().type()).isEqualTo(FrameType.FAILURE);
		assertThat(farewell.frame().path()).isEmpty();
	}

	@Test
	void sendsTemporaryErrorAsCloseOnly() {
		assertThat(this.format.failure(new ServerErrorException()))
			.isEqualTo(new Farewell(null, SocketCloseStatus.INTERNAL_ERROR));
		assertThat(this.format.failure(new BusyException()))
			.isEqualTo(new Farewell(null, SocketCloseStatus.TRY_AGAIN_LATER));
	}

	@Test
	void rejectsClientAsAnyOtherError() {
		assertThat(text(this.format.rejected(new NotFoundException())))
			.isEqualTo("{\"error\":true,\"code\":4404,\"data\":{\"message\":\"NOT_FOUND\"}}");
	}

	// Reading

	@Test
	void readsCodeAndMessage() {
		ErrorFrame error = read("{\"error\":true,\"code\":4409,\"data\":{\"message\":\"Full\",\"capacity\":5}}");
		assertThat(error.code()).isEqualTo(4409);
		assertThat(error.message()).isEqualTo("Full");
		assertThat(error.isInvalidInput()).isFalse();
		assertThat(error.issues()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"error\":true,\"code\":4409}", "{\"error\":true,\"code\":4409,\"data\":null}",
			"{\"error\":true,\"code\":4409,\"data\":{}}", "{\"error\":true,\"code\":4409,\"data\":{\"message\":5}}",
			"{\"error\":true,\"code\":4409,\"data\":[\"message\"]}" })
	void readsErrorWithoutMessage(String frame) {
		assertThat(read(frame).message()).isEmpty();
	}

	@Test
	void readsIssuesOfInvalidInput() {
		ErrorFrame error = read("{\"error\":true,\"code\":4422,\"data\":{\"message\":\"validation failed\","
				+ "\"errors\":[{\"field\":\"user.name\",\"message\":\"is too long\"},{}]}}");
		assertThat(error.isInvalidInput()).isTrue();
		assertThat(error.issues()).containsExactly(new Issue("user.name", "invalid.value", "is too long"),
				new Issue("", "invalid.value", ""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"message\":\"validation failed\"}",
			"{\"message\":\"validation failed\",\"errors\":{\"field\":\"a\"}}",
			"{\"message\":\"Full\",\"errors\":[{\"field\":\"a\",\"message\":\"b\"}]}" })
	void requiresMessageAndIssuesOfInvalidInput(String data) {
		assertThat(read("{\"error\":true,\"code\":4422,\"data\":" + data + "}").isInvalidInput()).isFalse();
	}

	@Test
	void readsDataFromFieldsOrFromKeyData() {
		assertThat(data("{\"message\":\"Full\",\"capacity\":5}", Room.class)).isEqualTo(new Room(5));
		assertThat(data("{\"message\":\"Full\",\"data\":[1,2]}", int[].class)).isEqualTo(new int[] { 1, 2 });
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "[]", "\"Full\"", "5" })
	void readsNoDataOutsideOfObject(String data) {
		assertThat(data(data, Room.class)).isNull();
	}

	@Test
	void refusesDataOfAnotherType() {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> data("{\"message\":\"Full\",\"capacity\":\"5\"}", Room.class))
			.withMessageContaining("capacity");
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> data("{\"message\":\"Full\",\"data\":{\"capacity\":\"5\"}}", Room.class))
			.withMessageContaining("capacity");
	}

	@Test
	void hidesDataInText() {
		assertThat(read("{\"error\":true,\"code\":4409,\"data\":{\"password\":\"secret\"}}"))
			.hasToString("ErrorFrame[4409]");
	}

	private Object data(String data, Class<?> type) {
		return read("{\"error\":true,\"code\":4409,\"data\":" + data + "}").data(this.payloads.reader(type));
	}

	private ErrorFrame read(String frame) {
		return this.format.readFailure(Payload.of(frame));
	}

	private static String text(Farewell farewell) {
		return new String(farewell.frame().bytes(), StandardCharsets.UTF_8);
	}

	record Room(int capacity) {

	}

	@ErrorType(value = "ROOM", status = 409)
	static final class RoomException extends SocketException {

		RoomException(Object data) {
			super(data);
		}

	}

	@ErrorType(value = "BUSY", status = 503)
	static final class BusyException extends SocketException {

	}

}
