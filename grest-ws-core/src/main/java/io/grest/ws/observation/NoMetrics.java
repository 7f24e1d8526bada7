package io.grest.ws.observation;

/**
 * Counts nothing, and looks at no clock.
 */
enum NoMetrics implements SocketMetrics.OfContract, SocketMetrics.OfMethod {

	INSTANCE

}
