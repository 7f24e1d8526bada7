package io.grest.ws.samples.board;

import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * Tests of the sample for coding agents.
 */
@GrestWsTest(BoardHandler.class)
@Import(Boards.class)
class BoardTests {

	private static final Visit GARDEN = new Visit("garden");

	@Autowired
	private SocketTester<BoardServer, BoardClient> board;

	@BeforeEach
	void empty(@Autowired Boards boards) {
		boards.find("garden").clear();
		this.board.as(user("ann", "USER")).connect();
	}

	private static Authentication user(String name, String role) {
		return UsernamePasswordAuthenticationToken.authenticated(name, null,
				AuthorityUtils.createAuthorityList("ROLE_" + role));
	}

	@Test
	void showsNotesToVisitors() {
		this.board.call((server) -> server.enter(GARDEN)).completes();
		this.board.callBlocking((server) -> server.post(new NewNote("garden", "Hello")))
			.returns(new Note("ann", "Hello"));
		this.board.expect(BoardClient::posted).matching((note) -> note.text().equals("Hello"));
		this.board.stream((server) -> server.notes(GARDEN)).items(new Note("ann", "Hello")).completes();
	}

	@Test
	void refusesWhatBoardDoesNotTake() {
		this.board.call((server) -> server.enter(new Visit("attic"))).fails(NotFoundException.class);
		this.board.callBlocking((server) -> server.post(new NewNote("garden", " "))).failsValidation("text");
		this.board.callBlocking((server) -> server.clear(GARDEN)).fails(ForbiddenException.class);
	}

	@Test
	void letsEditorsClear() {
		SocketTester<BoardServer, BoardClient> eve = this.board.another().as(user("eve", "EDITOR")).connect();
		eve.callBlocking((server) -> server.clear(GARDEN)).returns(0);
	}

	@Test
	void failsNoteOverPlaces() {
		for (int i = 0; i < 3; i++) {
			this.board.callBlocking((server) -> server.post(new NewNote("garden", "Hello"))).succeeds();
		}
		this.board.callBlocking((server) -> server.post(new NewNote("garden", "Hello")))
			.fails(BoardFullException.class);
	}

}
