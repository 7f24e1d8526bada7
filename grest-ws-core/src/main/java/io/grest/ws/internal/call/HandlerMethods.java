package io.grest.ws.internal.call;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.grest.ws.contract.ContractMethod;
import org.jspecify.annotations.Nullable;

/**
 * Methods of a contract as one class implements them: where each of them runs, and who
 * may call it.
 *
 * @param byPath the methods by path
 * @param needLane whether calls of a connection wait for each other
 */
record HandlerMethods(Map<String, InboundMethod> byPath, boolean needLane) {

	/**
	 * Read the annotations of a class.
	 * @param methods the methods of the contract, by path
	 * @param type the class that implements them, not one of a proxy
	 * @param security the security of the calls, or {@code null} for none
	 * @return the methods
	 * @throws IllegalStateException if annotations contradict each other
	 */
	static HandlerMethods of(Map<String, InboundMethod> methods, Class<?> type, @Nullable CallSecurity security) {
		Map<String, InboundMethod> byPath = new HashMap<>();
		boolean needLane = false;
		for (InboundMethod method : methods.values()) {
			ContractMethod declared = Objects.requireNonNull(method.declared());
			HandlerThread thread = thread(declared, type);
			needLane |= thread.blocks();
			byPath.put(method.path(),
					method.running(thread, (security != null) ? security.rule(declared.method(), type) : null));
		}
		return new HandlerMethods(byPath, needLane);
	}

	private static HandlerThread thread(ContractMethod method, Class<?> type) {
		boolean recorded = method.mode() == ContractMethod.Mode.FIRE_AND_FORGET
				&& MessageRecorder.class.isAssignableFrom(type);
		return recorded ? HandlerThread.READING : HandlerThread.of(method.method(), type, !method.isReactive());
	}

}
