package io.grest.ws.internal.log;

import io.grest.ws.internal.call.CallLog;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.SocketMetrics;

/**
 * Log of the calls of one of the contracts of a connection.
 *
 * @param log the log of the connection
 * @param metrics the metrics that its faults are counted in
 */
record ContractLog(ConnectionLog log, SocketMetrics.OfContract metrics) implements CallLog {

	@Override
	public void dropped(DropReason reason, String detail) {
		this.metrics.frameDropped(reason);
		this.log.told(ConnectionLog.DROPPED, reason, detail);
	}

	@Override
	public void refused(DropReason reason, String detail) {
		this.metrics.callRefused(reason);
		this.log.told(ConnectionLog.REFUSED, reason, detail);
	}

	@Override
	public void replaced(DropReason reason, String detail) {
		this.log.replaced(reason, detail);
	}

}
