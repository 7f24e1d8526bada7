package io.grest.ws.contract;

import java.util.List;

/**
 * A contract has faults. The message lists all of them, each with its remedy.
 *
 * @since 0.1.0
 */
public class InvalidContractException extends IllegalArgumentException {

	private final String contract;

	private final List<String> faults;

	InvalidContractException(String contract, List<String> faults) {
		super("Contract '" + contract + "' has " + ((faults.size() == 1) ? "a fault" : faults.size() + " faults")
				+ ":\n  - " + String.join("\n  - ", faults));
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
	 * What is wrong with it.
	 * @return one sentence for each fault, with its remedy and place
	 */
	public List<String> faults() {
		return this.faults;
	}

}
