package io.grest.ws.observation;

/**
 * Metrics that record nothing and read no clock.
 */
enum NoMetrics implements SocketMetrics.OfContract, SocketMetrics.OfMethod {

	INSTANCE

}
