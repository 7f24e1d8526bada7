package io.grest.ws.demo.samples;

import java.nio.file.Path;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.chat.ChatClient;
import io.grest.ws.demo.chat.ChatServer;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.test.ContractSnapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a contract is as its file describes it. The demo has clients of its own
 * version only, so the file is written for the test.
 */
@SpringBootTest(properties = "spring.main.web-application-type=none")
class ContractSnapshotSampleTests {

	private Path file;

	@BeforeEach
	void write(@TempDir Path directory, @Autowired SocketContract<ChatServer, ChatClient> chatApi,
			@Autowired PayloadCodec codec) {
		this.file = directory.resolve("ChatApi.json");
		ContractSnapshot.of(chatApi).codec(codec).writeTo(this.file);
		assertThat(this.file).content().contains("ROOM_FULL", "\"joinRoom\"", "room:{room}");
	}

	@Test
	void contractIsAsDescribed(@Autowired SocketContract<ChatServer, ChatClient> chatApi,
			@Autowired PayloadCodec codec) {
		ContractSnapshot.of(chatApi).codec(codec).verify(this.file);
	}

}
