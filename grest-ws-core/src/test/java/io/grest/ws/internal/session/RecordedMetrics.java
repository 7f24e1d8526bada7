package io.grest.ws.internal.session;

import java.util.List;

import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.SocketMetrics;

/**
 * Metrics of one contract that record what becomes of connections and frames.
 *
 * @param contract the name of the contract
 * @param events the record
 */
record RecordedMetrics(String contract, List<String> events) implements SocketMetrics.OfContract {

	static SocketMetrics to(List<String> events) {
		return (contract, path, side, errors) -> new RecordedMetrics(contract, events);
	}

	@Override
	public void opened(long nanos) {
		this.events.add(this.contract + " opened");
	}

	@Override
	public void closed(boolean wasOpen, int code) {
		this.events.add(this.contract + " closed " + wasOpen + " " + code);
	}

	@Override
	public void frameDropped(DropReason reason) {
		this.events.add(this.contract + " dropped " + reason);
	}

}
