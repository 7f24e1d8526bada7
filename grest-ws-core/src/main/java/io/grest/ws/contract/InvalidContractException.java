package io.grest.ws.contract;

import java.util.List;

/**
 * Exception for a contract that has faults. The message lists all of them, each with its
 * remedy.
 *
 * @since 0.1.0
 */
public class InvalidContractException extends IllegalArgumentException {

	private final String contractName;

	private final List<String> faults;

	InvalidContractException(String contractName, List<String> faults) {
		super("Contract '" + contractName + "' has " + ((faults.size() == 1) ? "a fault" : faults.size() + " faults")
				+ ":\n  - " + String.join("\n  - ", faults));
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
	 * @return one sentence for each fault, with its remedy and its place
	 */
	public List<String> faults() {
		return this.faults;
	}

}
