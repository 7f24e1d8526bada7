package io.grest.ws.autoconfigure.aot;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Test;

import org.springframework.aot.agent.RecordedInvocation;
import org.springframework.aot.agent.RecordedInvocationsListener;
import org.springframework.aot.agent.RecordedInvocationsPublisher;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.test.agent.EnabledIfRuntimeHintsAgent;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reflection of the library, and of JSON and validation on the types of an application,
 * from its start to its end, as an agent records it. Runs with the agent only, see the
 * build.
 */
@EnabledIfRuntimeHintsAgent
@SuppressWarnings("removal")
class RecordedReflectionTests {

	@Test
	void matchesHints() {
		RuntimeHints hints = AotContexts.hints(Desk.Application.class);
		Queue<RecordedInvocation> recorded = new ConcurrentLinkedQueue<>();
		RecordedInvocationsListener listener = recorded::add;
		RecordedInvocationsPublisher.addListener(listener);
		try {
			AotContexts.runUnprocessed(Desk.Application.class, (context) -> new DeskCalls(context).make());
		}
		finally {
			RecordedInvocationsPublisher.removeListener(listener);
		}
		List<String> missing = recorded.stream()
			.filter((invocation) -> !isOfLambda(invocation) && !isInVain(invocation) && !invocation.matches(hints))
			.map(RecordedReflectionTests::describe)
			.filter((invocation) -> invocation.contains("io.grest.ws."))
			.distinct()
			.sorted()
			.toList();
		assertThat(recorded).isNotEmpty();
		assertThat(missing).isEmpty();
	}

	// Native images know lambdas by themselves.
	private static boolean isOfLambda(RecordedInvocation invocation) {
		return !invocation.isStatic() && invocation.getInstance() instanceof Class<?> type
				&& ClassUtils.isLambdaClass(type);
	}

	// Validation looks for members that annotations may have.
	private static boolean isInVain(RecordedInvocation invocation) {
		return invocation.getMethodReference().toString().endsWith("#getMethod") && invocation.getReturnValue() == null;
	}

	private static String describe(RecordedInvocation invocation) {
		return invocation.getMethodReference() + " of "
				+ (invocation.isStatic() ? "" : invocation.<Object>getInstance().toString()) + " with "
				+ invocation.getArguments() + " by "
				+ invocation.getStackFrames().findFirst().map(StackWalker.StackFrame::toString).orElse("");
	}

}
