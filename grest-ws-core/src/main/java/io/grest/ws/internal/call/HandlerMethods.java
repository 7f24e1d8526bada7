package io.grest.ws.internal.call;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.grest.ws.contract.ContractMethod;

/**
 * Methods of a contract as one class implements them, and where each of them runs.
 *
 * @param byPath the methods by path
 * @param needLane whether calls of a connection wait for each other
 */
record HandlerMethods(Map<String, InboundMethod> byPath, boolean needLane) {

	/**
	 * Read the annotations of a class.
	 * @param methods the methods of the contract, by path
	 * @param type the class that implements them, not one of a proxy
	 * @return the methods
	 * @throws IllegalStateException if annotations contradict each other
	 */
	static HandlerMethods of(Map<String, InboundMethod> methods, Class<?> type) {
		Map<String, InboundMethod> byPath = new HashMap<>();
		boolean needLane = false;
		for (InboundMethod method : methods.values()) {
			HandlerThread thread = thread(Objects.requireNonNull(method.declared()), type);
			needLane |= thread.blocks();
			byPath.put(method.path(), method.running(thread));
		}
		return new HandlerMethods(byPath, needLane);
	}

	private static HandlerThread thread(ContractMethod method, Class<?> type) {
		boolean recorded = method.mode() == ContractMethod.Mode.FIRE_AND_FORGET
				&& MessageRecorder.class.isAssignableFrom(type);
		return recorded ? HandlerThread.READING : HandlerThread.of(method.method(), type, !method.isReactive());
	}

}
