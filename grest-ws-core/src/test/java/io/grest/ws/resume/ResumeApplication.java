package io.grest.ws.resume;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.client.SocketClient;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.TooManyRequestsException;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application on both sides, which numbers what it sends and calls, and knows what
 * must become of it.
 */
final class ResumeApplication {

	private final ResumeRules rules;

	private final ResumeTrace trace;

	private final Faults faults;

	// By the connection of the server, and of the client the one that its session has.
	private final Map<Object, List<Integer>> heardUp = new HashMap<>();

	private final Map<Object, List<Integer>> heardDown = new HashMap<>();

	// Of both directions.
	private final Set<Integer> heard = new HashSet<>();

	// Of the room.
	private final Set<Integer> published = new HashSet<>();

	private int number;

	// By method and number, and for idempotent ones by connection.
	private final Map<String, Integer> runs = new HashMap<>();

	private final Map<String, Sinks.One<Integer>> running = new LinkedHashMap<>();

	private final Map<String, Disposable> calls = new LinkedHashMap<>();

	private final List<String> neverRun = new ArrayList<>();

	private final List<String> verdicts = new ArrayList<>();

	private @Nullable SocketClient<ResumeApi.Server, ResumeApi.Client> client;

	ResumeApplication(ResumeRules rules, ResumeTrace trace, Faults faults) {
		this.rules = rules;
		this.trace = trace;
		this.faults = faults;
	}

	void use(SocketClient<ResumeApi.Server, ResumeApi.Client> client) {
		this.client = client;
		client.onResume((resumption) -> this.verdicts.add(resumption.outcome().name()))
			.onOpen((connection) -> this.rules.clientOpened())
			.onClose((reason) -> this.rules.clientClosed());
	}

	private SocketClient<ResumeApi.Server, ResumeApi.Client> used() {
		return Objects.requireNonNull(this.client);
	}

	// Both sides

	ResumeApi.Server server(SocketConnection<ResumeApi.Client> connection) {
		return new ResumeApi.Server() {

			@Override
			@NonBlocking
			public void count(Integer number) {
				heard(ResumeApplication.this.heardUp, connection, number);
			}

			@Override
			public Mono<Integer> once(Integer number) {
				return runs("once " + number, number);
			}

			@Override
			public Mono<Integer> again(Integer number) {
				return runs("again " + number + " on " + connection.id(), number);
			}

		};
	}

	ResumeApi.Client client() {
		return new ResumeApi.Client() {

			@Override
			@NonBlocking
			public void counted(Integer number) {
				ModelSession session = Objects.requireNonNull(ResumeApplication.this.rules.current());
				heard(ResumeApplication.this.heardDown, session, number);
			}

			@Override
			@NonBlocking
			public void published(Integer number) {
				ResumeApplication.this.faults
					.check(() -> assertThat(ResumeApplication.this.published.add(number)).as(number + " is not doubled")
						.isTrue());
			}

			@Override
			public Mono<Integer> ask(Integer number) {
				return runs("ask " + number, number);
			}

		};
	}

	private void heard(Map<Object, List<Integer>> heard, Object by, Integer number) {
		List<Integer> all = heard.computeIfAbsent(by, (key) -> new ArrayList<>());
		this.faults.check(() -> {
			assertThat(this.heard.add(number)).as(number + " is not doubled").isTrue();
			assertThat(all).as("heard before " + number).allMatch((before) -> before < number);
		});
		all.add(number);
	}

	private Mono<Integer> runs(String call, Integer number) {
		this.faults.check(() -> assertThat(this.runs.merge(call, 1, Integer::sum)).as("runs of " + call).isEqualTo(1));
		this.faults.check(() -> assertThat(this.neverRun).as("calls that have not run").doesNotContain(call));
		Sinks.One<Integer> answer = Sinks.one();
		this.running.put(call, answer);
		return answer.asMono();
	}

	// Commands

	void tellServer() {
		tell(() -> used().remote().count(++this.number));
	}

	void tellClient() {
		SocketConnection<ResumeApi.Client> connection = connection();
		if (connection != null) {
			tell(() -> connection.remote().counted(++this.number));
		}
	}

	void publish(ResumeNode node) {
		node.publish(++this.number);
	}

	private void tell(Runnable message) {
		try {
			message.run();
		}
		catch (ConnectionClosedException ex) {
			this.faults.check(() -> assertThat(ex.mayHaveRun()).as("sent a message that failed").isFalse());
		}
	}

	void callOnce() {
		int number = ++this.number;
		call("once " + number, number, used().remote().once(number));
	}

	void callAgain() {
		int number = ++this.number;
		call("again " + number, number, used().remote().again(number));
	}

	void askClient() {
		SocketConnection<ResumeApi.Client> connection = connection();
		if (connection != null) {
			int number = ++this.number;
			call("ask " + number, number, connection.remote().ask(number));
		}
	}

	// The server's, of the session that the client has.
	private @Nullable SocketConnection<ResumeApi.Client> connection() {
		ModelSession session = this.rules.current();
		return (session != null && session.alive && !session.first.node.isDead()) ? session.connection : null;
	}

	private void call(String call, int number, Mono<Integer> answer) {
		this.calls.put(call, answer.subscribe((value) -> this.faults.check(() -> answered(call, number, value)),
				(ex) -> this.faults.check(() -> failed(call, ex))));
		this.calls.values().removeIf(Disposable::isDisposed);
	}

	private void answered(String call, int number, Integer value) {
		this.calls.remove(call);
		assertThat(value).isEqualTo(number);
		assertThat(this.runs.keySet()).as("runs of what was answered")
			.anyMatch((run) -> run.equals(call) || run.startsWith(call + " on "));
	}

	private void failed(String call, Throwable ex) {
		this.calls.remove(call);
		this.trace.note(call + " has failed: " + ex);
		if (ex instanceof TooManyRequestsException) {
			// Of a server that leaves, and has not heard its client for a while.
			hasNotRun(call);
			return;
		}
		assertThat(ex).as(call).isInstanceOf(ConnectionClosedException.class);
		assertThat(call.startsWith("again ") && this.trace.isRequested(call)).as("idempotent, not made again: " + call)
			.isFalse();
		boolean mayHaveRun = ((ConnectionClosedException) ex).mayHaveRun();
		// A session that another node ends sends what waits before its close.
		assertThat(mayHaveRun).as("mayHaveRun of " + call)
			.isIn(this.trace.isRequested(call), this.trace.isRequested(call) || this.rules.hasMoved());
		if (!mayHaveRun) {
			hasNotRun(call);
		}
	}

	private void hasNotRun(String call) {
		assertThat(this.runs).as("calls that have run").doesNotContainKey(call);
		this.neverRun.add(call);
	}

	void answer(Random random) {
		if (!this.running.isEmpty()) {
			String call = pick(random, this.running);
			this.trace.note(call + " is answered");
			this.running.remove(call).tryEmitValue(number(call));
		}
	}

	void answerAll() {
		List.copyOf(this.running.keySet()).forEach((call) -> {
			this.trace.note(call + " is answered");
			this.running.remove(call).tryEmitValue(number(call));
		});
	}

	private static int number(String call) {
		return Integer.parseInt(call.split(" ")[1]);
	}

	/** Expect no answer of calls that a dead server has made. */
	void forgetAsked() {
		this.calls.keySet().removeIf((call) -> call.startsWith("ask "));
	}

	void cancel(Random random) {
		if (!this.calls.isEmpty()) {
			String call = pick(random, this.calls);
			this.trace.note(call + " is cancelled");
			this.calls.remove(call).dispose();
		}
	}

	private static String pick(Random random, Map<String, ?> calls) {
		return List.copyOf(calls.keySet()).get(random.nextInt(calls.size()));
	}

	// At rest

	boolean isIdle() {
		this.calls.values().removeIf(Disposable::isDisposed);
		return used().state().phase() == Phase.OPEN && this.calls.isEmpty() && this.running.isEmpty();
	}

	/** When all is quiet, all has arrived. */
	void checkSettled(boolean settled) {
		ModelSession session = this.rules.current();
		assertThat(settled).as("stuck: " + used() + ", calls " + this.calls.keySet()).isTrue();
		assertThat(session.alive && session.link != null).as("stuck: " + session).isTrue();
		assertThat(session.up.received()).as("disagree").isEqualTo(session.up.sent());
		assertThat(session.down.received()).as("disagree").isEqualTo(session.down.sent());
		assertThat(this.heardUp.getOrDefault(session.connection, List.of())).as("lost")
			.isEqualTo(session.up.messages());
		assertThat(this.heardDown.getOrDefault(session, List.of())).as("lost").isEqualTo(session.down.messages());
		assertThat(this.verdicts).as("verdicts").isEqualTo(this.rules.verdicts());
	}

}
