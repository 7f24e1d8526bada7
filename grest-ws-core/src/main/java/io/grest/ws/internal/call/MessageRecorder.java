package io.grest.ws.internal.call;

/**
 * Handler that only records messages, on the thread that reads, so that each message is
 * recorded before anything that arrives after it.
 *
 * @since 0.1.0
 */
public interface MessageRecorder {

}
