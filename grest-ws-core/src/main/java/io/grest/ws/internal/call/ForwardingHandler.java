package io.grest.ws.internal.call;

/**
 * Handler that passes calls on to another one, whose class says where its methods run.
 *
 * @since 0.1.0
 */
public interface ForwardingHandler {

	/**
	 * Return the handler that receives the calls.
	 * @return the handler
	 */
	Object forwardedTo();

}
