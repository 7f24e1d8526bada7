package io.grest.ws.autoconfigure;

import io.grest.ws.contract.InvalidContractException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Failure analyzer for {@link InvalidContractException}.
 */
final class InvalidContractFailureAnalyzer extends AbstractFailureAnalyzer<InvalidContractException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidContractException cause) {
		int count = cause.faults().size();
		StringBuilder description = new StringBuilder("The contract '%s' has %s:%n".formatted(cause.contractName(),
				(count == 1) ? "a fault" : count + " faults"));
		cause.faults().forEach((fault) -> description.append("%n\t- %s".formatted(fault)));
		return new FailureAnalysis(description.toString(), "Correct the contract as described.", cause);
	}

}
