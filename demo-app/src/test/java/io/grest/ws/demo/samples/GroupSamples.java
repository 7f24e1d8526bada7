package io.grest.ws.demo.samples;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.grest.ws.connection.SocketGroup;
import io.grest.ws.demo.chat.ChatClient;
import io.grest.ws.demo.chat.Message;

/**
 * Sample of a group, of the connections of one node.
 */
class GroupSamples {

	private final SocketGroup<ChatClient> guests = SocketGroup.of(ChatClient.class);

	private final List<Message> messages = new CopyOnWriteArrayList<>();

	private final Lock order = new ReentrantLock();

	void post(Message message) {
		this.order.lock();
		try {
			this.messages.add(message);
			this.guests.remote().newMessage(message);
		}
		finally {
			this.order.unlock();
		}
	}

}
