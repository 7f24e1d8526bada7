package io.grest.ws.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Failure analyzer for {@link SocketSetupException}.
 */
final class SocketSetupFailureAnalyzer extends AbstractFailureAnalyzer<SocketSetupException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SocketSetupException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
