package io.grest.ws.error;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.grest.ws.error.ValidationException.Issue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ValidationException}.
 */
class ValidationExceptionTests {

	private static final Issue BLANK = new Issue("user.address.zip", "invalid.notBlank", "must not be blank");

	@Test
	void hasTypeAndStatusOfTheProtocol() {
		ValidationException ex = new ValidationException(List.of(BLANK));
		assertThat(ex.type()).isEqualTo("VALIDATION_ERROR");
		assertThat(ex.status()).isEqualTo(422);
	}

	@Test
	void itsDataAreItsIssues() {
		ValidationException ex = new ValidationException(List.of(BLANK));
		assertThat(ex.issues()).containsExactly(BLANK);
		assertThat(ex.data()).isEqualTo(List.of(BLANK));
	}

	@Test
	void doesNotChangeWithTheListItWasMadeOf() {
		List<Issue> issues = new ArrayList<>(List.of(BLANK));
		ValidationException ex = new ValidationException(issues);
		issues.clear();
		assertThat(ex.issues()).containsExactly(BLANK);
		assertThat(ex.data()).isEqualTo(List.of(BLANK));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> ex.issues().clear());
	}

	@Test
	void itsMessageNamesTheIssues() {
		assertThat(new ValidationException(List.of(BLANK))).hasMessage("VALIDATION_ERROR"
				+ " [Issue[path=user.address.zip, code=invalid.notBlank, message=must not be blank, params={}]]");
	}

	@Test
	void anIssueDoesNotChangeWithTheParamsItWasMadeOf() {
		Map<String, Object> params = new HashMap<>(Map.of("max", 3));
		Issue issue = new Issue("text", "invalid.size", "is too long", params);
		params.put("max", 4);
		assertThat(issue.params()).isEqualTo(Map.of("max", 3));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> issue.params().clear());
	}

	@Test
	void anIssueKeepsTheOrderOfItsParams() {
		Map<String, Object> params = new LinkedHashMap<>();
		params.put("min", 1);
		params.put("max", 3);
		params.put("inclusive", true);
		assertThat(new Issue("text", "invalid.size", "is too long", params).params().keySet()).containsExactly("min",
				"max", "inclusive");
	}

	@Test
	void anIssueThatCameWithoutParamsHasNone() {
		assertThat(new Issue("text", "invalid.notBlank", "must not be blank", null).params()).isEmpty();
	}

}
