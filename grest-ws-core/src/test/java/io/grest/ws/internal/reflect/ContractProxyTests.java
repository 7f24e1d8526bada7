package io.grest.ws.internal.reflect;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ContractProxy}.
 */
class ContractProxyTests {

	private final List<Method> called = new ArrayList<>();

	private final List<Object> payloads = new ArrayList<>();

	@Test
	void aCallOfAMethodReachesTheCallerWithItsPayload() {
		Chat chat = create(Chat.class);
		chat.send("hi");
		chat.ping();
		assertThat(this.called).extracting(Method::getName).containsExactly("send", "ping");
		assertThat(this.payloads).containsExactly("hi", null);
	}

	@Test
	void aMethodReturnsWhatTheCallerReturns() {
		Mono<String> answer = Mono.just("yes");
		Chat chat = ContractProxy.create(Chat.class, (method, payload) -> answer, "chat");
		assertThat(chat.ask()).isSameAs(answer);
	}

	@Test
	void aDefaultMethodRunsItself() {
		Chat chat = create(Chat.class);
		chat.sendTwice("hi");
		assertThat(this.payloads).containsExactly("hi", "hi");
	}

	@Test
	void isDescribedAndEqualsItselfOnly() {
		Chat chat = create(Chat.class);
		Chat other = create(Chat.class);
		assertThat(chat).hasToString("remote of test").isEqualTo(chat).isNotEqualTo(other).hasSameHashCodeAs(chat);
		assertThat(this.called).isEmpty();
	}

	@Test
	void whatTheCallerThrowsIsThrown() {
		Chat chat = ContractProxy.create(Chat.class, (method, payload) -> {
			throw new NotFoundException();
		}, "chat");
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(chat::ping);
	}

	// The caller looks a method up by what the contract read.

	@Test
	void theMethodOfAnInheritedInterfaceIsTheOneThatTheContractRead() {
		callsWhatTheContractRead(Heir.class, Heir::ping);
		callsWhatTheContractRead(Heir.class, (heir) -> ((Pinging) heir).ping());
	}

	@Test
	void theMethodThatTwoInterfacesShareIsTheOneThatTheContractRead() {
		callsWhatTheContractRead(HeirOfTwo.class, HeirOfTwo::ping);
		callsWhatTheContractRead(HeirOfTwo.class, (heir) -> ((Pinging) heir).ping());
		callsWhatTheContractRead(HeirOfTwo.class, (heir) -> ((OtherPinging) heir).ping());
	}

	@Test
	void theMethodOfAGenericInterfaceIsTheOneThatTheContractRead() {
		callsWhatTheContractRead(Texts.class, (texts) -> texts.put("a"));
		callsWhatTheContractRead(OverridingTexts.class, (texts) -> texts.put("a"));
		callsWhatTheContractRead(OverridingTexts.class, (texts) -> ((Store<String>) texts).put("a"));
	}

	@Test
	void theMethodThatNarrowsAnotherIsTheOneThatTheContractRead() {
		callsWhatTheContractRead(Narrowing.class, Narrowing::any);
		callsWhatTheContractRead(Narrowing.class, (narrowing) -> ((Anything) narrowing).any());
	}

	private <T> void callsWhatTheContractRead(Class<T> type, Consumer<T> call) {
		this.called.clear();
		call.accept(create(type));
		List<ContractMethod> methods = SocketContract.define("Api", type, Empty.class)
			.path("/ws")
			.build()
			.serverMethods();
		assertThat(this.called).singleElement().isIn(methods.stream().map(ContractMethod::method).toList());
	}

	private <T> T create(Class<T> type) {
		return ContractProxy.create(type, (method, payload) -> {
			this.called.add(method);
			this.payloads.add(payload);
			return null;
		}, "remote of test");
	}

	interface Empty {

	}

	interface Chat {

		void send(String text);

		void ping();

		Mono<String> ask();

		default void sendTwice(String text) {
			send(text);
			send(text);
		}

		@Override
		String toString();

	}

	interface Pinging {

		void ping();

	}

	interface OtherPinging {

		void ping();

	}

	interface Heir extends Pinging {

	}

	interface HeirOfTwo extends Pinging, OtherPinging {

	}

	interface Store<T> {

		void put(T item);

	}

	interface Texts extends Store<String> {

	}

	interface OverridingTexts extends Store<String> {

		@Override
		void put(String item);

	}

	interface Anything {

		Object any();

	}

	interface Narrowing extends Anything {

		@Override
		Mono<String> any();

	}

}
