package io.grest.ws.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.grest.ws.error.ServerErrorException;
import io.grest.ws.topic.TopicNode.Client;
import io.grest.ws.topic.TopicNode.Guest;
import io.grest.ws.topic.engine.MemoryCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What others see of a member that has lost its socket for a while.
 */
@Timeout(60)
class PresenceGraceTests {

	private final MemoryCluster cluster = new MemoryCluster();

	private final UnreliableEngine engine = new UnreliableEngine(this.cluster.node());

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final TopicNode other = new TopicNode(this.cluster.node());

	private final List<String> changes = new ArrayList<>();

	private TopicNode node;

	private SocketTopic<Client> room;

	private PlacedMember ann;

	@BeforeEach
	void start() throws Exception {
		start(Duration.ofSeconds(10));
	}

	private void start(Duration grace) throws Exception {
		this.node = new TopicNode(this.engine, (settings) -> settings.scheduler(this.time).presenceGrace(grace));
		this.room = this.node.room("a");
		this.ann = new PlacedMember(this.node, "ann");
		// Told by the thread of the test, as the engine has none.
		this.other.room("a").presence(Guest.class).changes().subscribe((change) -> {
			change.entered().forEach((present) -> this.changes.add("+" + present.member().name()));
			change.left().forEach((left) -> this.changes.add("-"));
		});
	}

	@AfterEach
	void stop() {
		this.node.close();
		this.other.close();
	}

	private void enter(String name) {
		this.room.add(this.ann.connection(), (join) -> join.member(new Guest(name))).block(TopicNode.TIMEOUT);
	}

	private void pass(int seconds) {
		this.time.advanceTimeBy(Duration.ofSeconds(seconds));
	}

	private List<String> names() {
		return this.other.room("a")
			.presence(Guest.class)
			.list()
			.block(TopicNode.TIMEOUT)
			.stream()
			.map((present) -> present.member().name())
			.toList();
	}

	@Test
	void neitherLeavesNorEntersInTime() {
		enter("Ann");
		for (int i = 0; i < 3; i++) {
			this.ann.goAway();
			pass(9);
			this.ann.comeBack();
		}
		pass(60);
		assertThat(this.changes).containsExactly("+Ann");
		assertThat(names()).containsExactly("Ann");
	}

	@Test
	void leavesAfterGraceAndEntersWhenBack() {
		enter("Ann");
		this.ann.goAway();
		pass(10);
		assertThat(this.changes).containsExactly("+Ann", "-");
		assertThat(names()).isEmpty();
		assertThat(this.room.local().size()).isOne();
		this.ann.comeBack();
		assertThat(this.changes).containsExactly("+Ann", "-", "+Ann");
		assertThat(names()).containsExactly("Ann");
		pass(60);
		assertThat(names()).containsExactly("Ann");
	}

	@Test
	void isShownOnceTheEngineIsThereThatWasAwayWhenItJoined() {
		this.engine.away = true;
		this.engine.showsNobody = true;
		assertThatThrownBy(() -> enter("Ann")).isInstanceOf(ServerErrorException.class);
		this.engine.away = false;
		pass(60);
		assertThat(names()).isEmpty();
		this.engine.showsNobody = false;
		pass(5);
		assertThat(this.room.local().size()).isOne();
		assertThat(names()).containsExactly("Ann");
	}

	@Test
	void isShownLaterIfItsEntryHasFailed() {
		this.engine.showsNobody = true;
		assertThatThrownBy(() -> enter("Ann")).isInstanceOf(ServerErrorException.class);
		this.ann.goAway();
		pass(4);
		this.ann.comeBack();
		this.engine.showsNobody = false;
		pass(1);
		assertThat(names()).containsExactly("Ann");
	}

	@Test
	void isNotShownLaterIfRemovedMeanwhile() {
		this.engine.showsNobody = true;
		assertThatThrownBy(() -> enter("Ann")).isInstanceOf(ServerErrorException.class);
		this.room.remove(this.ann.connection());
		this.engine.showsNobody = false;
		pass(60);
		assertThat(this.changes).isEmpty();
	}

	@Test
	void showsWhatWasSaidLast() {
		enter("Ann");
		enter("Ann, typing");
		this.ann.goAway();
		pass(10);
		this.ann.comeBack();
		assertThat(this.changes).containsExactly("+Ann", "+Ann, typing", "-", "+Ann, typing");
	}

	@Test
	void leavesThoughShownAnewWhileAway() {
		enter("Ann");
		this.ann.goAway();
		pass(9);
		enter("Ann, away");
		pass(9);
		assertThat(names()).containsExactly("Ann, away");
		pass(1);
		assertThat(names()).isEmpty();
		this.ann.comeBack();
		assertThat(names()).containsExactly("Ann, away");
	}

	@Test
	void staysAwayIfRemovedMeanwhile() {
		enter("Ann");
		this.ann.goAway();
		pass(10);
		this.room.remove(this.ann.connection());
		assertThat(this.ann.listeners()).isZero();
		this.ann.comeBack();
		assertThat(this.changes).containsExactly("+Ann", "-");
		enter("Ann");
		assertThat(names()).containsExactly("Ann");
	}

	@Test
	void leavesOnceIfRemovedInTime() {
		enter("Ann");
		this.ann.goAway();
		this.room.remove(this.ann.connection());
		pass(10);
		assertThat(this.changes).containsExactly("+Ann", "-");
	}

	@Test
	void triesAgainToEnterWhenBack() {
		enter("Ann");
		this.ann.goAway();
		pass(10);
		this.engine.showsNobody = true;
		this.ann.comeBack();
		pass(6);
		assertThat(names()).isEmpty();
		this.engine.showsNobody = false;
		pass(5);
		assertThat(names()).containsExactly("Ann");
		pass(60);
		assertThat(this.changes).containsExactly("+Ann", "-", "+Ann");
	}

	@Test
	void triesNoMoreOnceAwayAgain() {
		enter("Ann");
		this.ann.goAway();
		pass(10);
		this.engine.showsNobody = true;
		this.ann.comeBack();
		this.ann.goAway();
		this.engine.showsNobody = false;
		pass(60);
		assertThat(names()).isEmpty();
		this.ann.comeBack();
		assertThat(names()).containsExactly("Ann");
	}

	@Test
	void leavesAtOnceWithoutGrace() throws Exception {
		this.node.close();
		start(Duration.ZERO);
		enter("Ann");
		this.ann.goAway();
		pass(0);
		assertThat(this.changes).endsWith("-");
		this.ann.comeBack();
		assertThat(names()).containsExactly("Ann");
	}

	@Test
	void refusesNegativeGrace() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SocketTopics.builder().presenceGrace(Duration.ofSeconds(-1)))
			.withMessageContaining("presenceGrace");
	}

}
