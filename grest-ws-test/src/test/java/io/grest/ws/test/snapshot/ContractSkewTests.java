package io.grest.ws.test.snapshot;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import io.grest.ws.generate.snapshot.ContractChange;
import io.grest.ws.generate.snapshot.ContractDescription;
import io.grest.ws.generate.snapshot.Effect;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.test.snapshot.Changes.Change;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What descriptions say of changes, and what happens when both versions meet.
 */
class ContractSkewTests {

	static Stream<Change> changes() {
		return Changes.ALL.stream();
	}

	@ParameterizedTest
	@MethodSource("changes")
	void predictsWhatHappensToOldClients(Change change) {
		Effect happens = Skew.between(change.before(), change.after());
		assertThat(happens).as("what happens").isEqualTo(change.oldClients());
		List<ContractChange> said = said(change);
		assertThat(worst(said, ContractChange::oldClients)).as("what is said: %s", said).isEqualTo(happens);
	}

	@ParameterizedTest
	@MethodSource("changes")
	void predictsWhatHappensAtOldServers(Change change) {
		Effect happens = Skew.between(change.after(), change.before());
		assertThat(happens).as("what happens").isEqualTo(change.oldServers());
		List<ContractChange> said = said(change);
		assertThat(worst(said, ContractChange::oldServers)).as("what is said: %s", said).isEqualTo(happens);
	}

	@ParameterizedTest
	@MethodSource("changes")
	void runsEachVersionWithItself(Change change) {
		assertThat(Skew.between(change.before(), change.before())).isEqualTo(Effect.NONE);
		assertThat(Skew.between(change.after(), change.after())).isEqualTo(Effect.NONE);
		ContractDescription before = ContractDescription.of(change.before().contract(), new PayloadCodec());
		assertThat(ContractDescription.parse(before.toJson()).changesSince(before)).isEmpty();
		assertThat(before.toJson()).doesNotContain("?", "missing");
	}

	@ParameterizedTest
	@MethodSource("changes")
	void changesFingerprintUnlessNothingIsToBeSeen(Change change) {
		PayloadCodec codec = new PayloadCodec();
		ContractDescription before = ContractDescription.of(change.before().contract(), codec);
		ContractDescription after = ContractDescription.of(change.after().contract(), codec);
		assertThat(before.fingerprint()).matches("[0-9a-f]{16}")
			.isEqualTo(ContractDescription.parse(before.toJson()).fingerprint());
		assertThat(after.fingerprint().equals(before.fingerprint())).as("what is said: %s", said(change))
			.isEqualTo(change.name().equals("type of an input renamed"));
	}

	private static List<ContractChange> said(Change change) {
		PayloadCodec codec = new PayloadCodec();
		return ContractDescription.of(change.after().contract(), codec)
			.changesSince(ContractDescription.of(change.before().contract(), codec));
	}

	private static Effect worst(List<ContractChange> changes, Function<ContractChange, Effect> effect) {
		return changes.stream().map(effect).max(Comparator.naturalOrder()).orElse(Effect.NONE);
	}

}
