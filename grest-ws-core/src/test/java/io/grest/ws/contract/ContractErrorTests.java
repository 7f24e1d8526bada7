package io.grest.ws.contract;

import java.util.List;
import java.util.Map;

import io.grest.ws.error.ErrorType;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ContractError}.
 */
class ContractErrorTests {

	@Test
	void knowsTypeStatusAndClass() {
		ContractError error = ContractError.of(RoomFullException.class);
		assertThat(error.type()).isEqualTo("ROOM_FULL");
		assertThat(error.status()).isEqualTo(409);
		assertThat(error.exceptionClass()).isEqualTo(RoomFullException.class);
		assertThat(error).hasToString("ROOM_FULL");
	}

	@Test
	void createsAnExceptionFromItsData() {
		ContractError error = ContractError.of(RoomFullException.class);
		RoomFullException.Details details = new RoomFullException.Details(5);
		assertThat(error.dataType()).isEqualTo(RoomFullException.Details.class);
		assertThat(error.create(details)).isExactlyInstanceOf(RoomFullException.class)
			.extracting(SocketException::data)
			.isSameAs(details);
	}

	@Test
	void createsAnExceptionThatCarriesNoData() {
		ContractError error = ContractError.of(NotFoundException.class);
		assertThat(error.dataType()).isNull();
		assertThat(error.create(null)).isExactlyInstanceOf(NotFoundException.class)
			.extracting(SocketException::data)
			.isNull();
	}

	@Test
	void ignoresDataOfAnExceptionThatCarriesNone() {
		assertThat(ContractError.of(NotFoundException.class).create("data").data()).isNull();
	}

	@Test
	void createsAnExceptionFromDataThatAreMissing() {
		assertThat(ContractError.of(RoomFullException.class).create(null).data()).isNull();
	}

	@Test
	void createsAnExceptionWhoseDataIsAnArray() {
		String[] data = { "a", "b" };
		assertThat(ContractError.of(ArrayException.class).create(data).data()).isSameAs(data);
	}

	@Test
	void knowsTheTypeArgumentsOfTheData() {
		assertThat(ContractError.of(ValidationException.class).dataType().getTypeName())
			.isEqualTo("java.util.List<" + Issue.class.getName() + ">");
	}

	@Test
	void prefersTheConstructorThatTakesDataToOneWithoutAndToOneOfText() {
		ContractError error = ContractError.of(ManyConstructorsException.class);
		assertThat(error.dataType()).isEqualTo(Integer.class);
		assertThat(error.create(7).data()).isEqualTo(7);
	}

	@Test
	void usesAPrivateConstructor() {
		assertThat(ContractError.of(PrivateException.class).create(null)).isExactlyInstanceOf(PrivateException.class);
	}

	@Test
	void failsIfTheConstructorRefusesTheData() {
		ContractError error = ContractError.of(PickyException.class);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> error.create(-1))
			.withStackTraceContaining("negative");
	}

	@Test
	void refusesAClassThatIsNoErrorOfAContract() {
		assertThatIllegalArgumentException().isThrownBy(() -> ContractError.of(SocketException.class))
			.withMessage("io.grest.ws.error.SocketException, which has no @ErrorType:"
					+ " add @ErrorType(value = \"SOME_TYPE\", status = 409)");
	}

	@Test
	void theStandardErrorsAreThoseOfTheProtocol() {
		assertThat(ContractError.STANDARD).containsOnlyKeys("VALIDATION_ERROR", "SERVER_ERROR", "ROUTE_NOT_FOUND",
				"PAYLOAD_TOO_LARGE", "TOO_MANY_REQUESTS");
		assertThat(ContractError.STANDARD).allSatisfy((type, error) -> assertThat(error.type()).isEqualTo(type));
		assertThat(ContractError.STANDARD.get("SERVER_ERROR").create(null))
			.isExactlyInstanceOf(ServerErrorException.class);
	}

	@Test
	void theStandardErrorsCannotBeChanged() {
		Map<String, ContractError> standard = ContractError.STANDARD;
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(standard::clear);
	}

	@Test
	void createsAValidationErrorFromItsIssues() {
		List<Issue> issues = List.of(new Issue("text", "invalid.notBlank", "must not be blank"));
		assertThat(ContractError.STANDARD.get("VALIDATION_ERROR").create(issues))
			.isInstanceOfSatisfying(ValidationException.class, (ex) -> assertThat(ex.issues()).isEqualTo(issues));
	}

	@ErrorType(value = "ROOM_FULL", status = 409)
	static class RoomFullException extends SocketException {

		RoomFullException(Details details) {
			super(details);
		}

		record Details(int capacity) {

		}

	}

	@ErrorType(value = "ARRAY", status = 400)
	static class ArrayException extends SocketException {

		ArrayException(String[] data) {
			super(data);
		}

	}

	@ErrorType(value = "MANY", status = 400)
	static class ManyConstructorsException extends SocketException {

		ManyConstructorsException() {
		}

		ManyConstructorsException(String displayMessage) {
			super(displayMessage, null);
		}

		ManyConstructorsException(String displayMessage, Integer data) {
			super(displayMessage, data);
		}

		ManyConstructorsException(Integer data) {
			super(data);
		}

	}

	@ErrorType(value = "PRIVATE", status = 400)
	static final class PrivateException extends SocketException {

		private PrivateException() {
		}

	}

	@ErrorType(value = "PICKY", status = 400)
	static class PickyException extends SocketException {

		PickyException(int data) {
			super(data);
			if (data < 0) {
				throw new IllegalStateException("negative");
			}
		}

	}

}
