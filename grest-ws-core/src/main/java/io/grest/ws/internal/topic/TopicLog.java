package io.grest.ws.internal.topic;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.grest.ws.internal.Loggers;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.TopicKey;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What is logged of the topics of a node: the first of a kind at WARN, others at DEBUG.
 */
final class TopicLog {

	private static final Log logger = LogFactory.getLog(Loggers.TOPICS);

	// Contracts with reasons, of which there are few.
	private final Set<String> told = ConcurrentHashMap.newKeySet();

	/**
	 * Log that messages are lost for all members on this node.
	 */
	void lost(TopicKey topic, Joined.Lost why) {
		warnOnce(topic.contract() + why,
				"Messages of the topic " + topic + " are lost for members on this node: " + why + " (" + switch (why) {
					case TRIMMED -> "more were published than grest.ws.topics.history.max-size keeps";
					case EXPIRED -> "they are older than grest.ws.topics.history.max-age";
					case FORKED -> "the engine has lost a part of its history, as after a restart or a failover";
					case TOO_MANY -> "more than 10,000 were missed";
				} + ")");
	}

	/**
	 * Log that a message was not published, or that this is not known.
	 */
	void unpublished(TopicKey topic, Throwable ex) {
		warnOnce(topic.contract() + ex.getClass(),
				"Publishing a message to the topic " + topic + " failed: " + ex.getMessage());
	}

	/**
	 * Log that a member is not shown, which is tried again.
	 */
	void notShown(TopicKey topic, Throwable ex) {
		warnOnce(topic.contract() + " presence " + ex.getClass(),
				"A member of the topic " + topic + " is not shown yet: " + ex.getMessage());
	}

	private void warnOnce(String kind, String text) {
		if (this.told.add(kind)) {
			logger.warn(text + "; more of this kind are counted, and logged at DEBUG");
		}
		else {
			logger.debug(text);
		}
	}

	/**
	 * Log that a member cannot be sent what it has missed. Its position is of a peer, and
	 * may be anything.
	 */
	void missed(TopicKey topic, Joined.Lost why) {
		logger.debug("A member of the topic " + topic + " has missed messages that it cannot be sent any more: " + why);
	}

	/**
	 * Log that a task of a topic has failed.
	 */
	void failed(Throwable ex) {
		logger.error("A message of a topic could not be passed to its members", ex);
	}

}
