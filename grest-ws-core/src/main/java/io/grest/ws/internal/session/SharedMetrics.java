package io.grest.ws.internal.session;

import java.util.List;

import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.ResumeOutcome;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.UpgradeRefusal;

/**
 * Metrics of connections that several contracts share. Each contract counts the
 * connections that it is served on; what belongs to the socket, such as its bytes, is
 * counted once, for the first contract.
 *
 * @param contracts the metrics of the contracts, at least one
 */
record SharedMetrics(List<SocketMetrics.OfContract> contracts) implements SocketMetrics.OfContract {

	private SocketMetrics.OfContract first() {
		return this.contracts.get(0);
	}

	@Override
	public void opened(long nanos) {
		this.contracts.forEach((contract) -> contract.opened(nanos));
	}

	@Override
	public void rejected(String result, long nanos) {
		this.contracts.forEach((contract) -> contract.rejected(result, nanos));
	}

	@Override
	public void offered(ResumeOutcome outcome) {
		this.contracts.forEach((contract) -> contract.offered(outcome));
	}

	@Override
	public void closed(boolean wasOpen, int code) {
		this.contracts.forEach((contract) -> contract.closed(wasOpen, code));
	}

	@Override
	public void upgradeRefused(UpgradeRefusal refusal) {
		this.contracts.forEach((contract) -> contract.upgradeRefused(refusal));
	}

	@Override
	public void notConnected(String result) {
		first().notConnected(result);
	}

	@Override
	public void received(int bytes) {
		first().received(bytes);
	}

	@Override
	public void sent(long bytes) {
		first().sent(bytes);
	}

	@Override
	public void waiting(int frames, long bytes) {
		first().waiting(frames, bytes);
	}

	@Override
	public void callRefused(DropReason reason) {
		first().callRefused(reason);
	}

	@Override
	public void frameDropped(DropReason reason) {
		first().frameDropped(reason);
	}

	@Override
	public void heartbeatTimedOut() {
		first().heartbeatTimedOut();
	}

	@Override
	public void slowConsumer() {
		first().slowConsumer();
	}

	@Override
	public void reconnecting() {
		first().reconnecting();
	}

}
