package io.grest.ws.redis;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Failure analyzer for {@link RedisSetupException}.
 */
final class RedisSetupFailureAnalyzer extends AbstractFailureAnalyzer<RedisSetupException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RedisSetupException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
