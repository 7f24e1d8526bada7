package io.grest.ws.generate;

import java.util.List;

/**
 * Exception thrown if a contract cannot be described in TypeScript. The message lists all
 * reasons, each with its place and a remedy.
 *
 * @since 0.1.0
 */
public class TypeScriptGenerationException extends IllegalArgumentException {

	private final String contractName;

	private final List<String> faults;

	TypeScriptGenerationException(String contractName, List<String> faults) {
		super("Cannot generate a TypeScript client for the contract '" + contractName + "', for " + faults.size()
				+ ((faults.size() == 1) ? " reason" : " reasons") + ":\n  - " + String.join("\n  - ", faults));
		this.contractName = contractName;
		this.faults = List.copyOf(faults);
	}

	/**
	 * Return the name of the contract.
	 * @return the contract's name
	 */
	public String contractName() {
		return this.contractName;
	}

	/**
	 * Return the faults of the contract.
	 * @return a sentence for each fault, with its place and a remedy
	 */
	public List<String> faults() {
		return this.faults;
	}

}
