package io.grest.ws.generate;

import java.util.List;

/**
 * A contract has types that have no shape in TypeScript. The message lists all of them,
 * each with its place and a remedy.
 *
 * @since 0.1.0
 */
public class TypeScriptGenerationException extends IllegalArgumentException {

	private final String contract;

	private final List<String> faults;

	TypeScriptGenerationException(String contract, List<String> faults) {
		super("The contract '" + contract + "' has no TypeScript client, for " + faults.size()
				+ ((faults.size() == 1) ? " reason" : " reasons") + ":\n  - " + String.join("\n  - ", faults));
		this.contract = contract;
		this.faults = List.copyOf(faults);
	}

	/**
	 * The contract.
	 * @return the contract's name
	 */
	public String contract() {
		return this.contract;
	}

	/**
	 * What is in the way.
	 * @return one sentence for each fault, with its place and a remedy
	 */
	public List<String> faults() {
		return this.faults;
	}

}
