package io.grest.ws.test.security;

import java.security.Principal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.security.Desk.Branch;
import io.grest.ws.test.security.Desk.Client;
import io.grest.ws.test.security.Desk.Seen;
import io.grest.ws.test.security.Desk.Server;
import io.grest.ws.test.security.Desk.Vault;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.test.context.support.WithAnonymousUser;
import org.springframework.security.test.context.support.WithMockUser;
import org.springframework.security.test.context.support.WithUserDetails;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who a tester is to the server, on both transports.
 */
abstract class TesterUserTests {

	private static final Seen NOBODY = Seen.all(Users.NOBODY);

	@Autowired
	private SocketTester<Server, Client> desk;

	@Autowired
	private SocketTester<Vault, Client> vault;

	@Autowired
	private SocketTester<Branch, Client> branch;

	@Autowired
	private ActiveConnections connections;

	@Test
	void callsAsUserWithRole() {
		this.desk.as(Users.user("ann", "CLERK")).connect();
		this.desk.call((server) -> server.stamp("A 38")).returns("A 38 by ann");
		assertSeen(this.desk, Seen.all("ann"));
		this.desk.call(Server::search).returns("found");
	}

	@Test
	void deniesUserWithoutRole() {
		this.desk.as(Users.user("bob", "GUEST")).connect();
		this.desk.call((server) -> server.stamp("A 38")).fails(ForbiddenException.class);
		assertSeen(this.desk, Seen.all("bob"));
	}

	@Test
	void deniesNobody() {
		this.desk.connect();
		this.desk.call((server) -> server.stamp("A 38")).fails(NotAuthorizedException.class);
		assertNobody(this.desk);
	}

	@Test
	void connectsAsUserWithRole() {
		this.vault.as(Users.user("ann", "CLERK")).connect();
		this.vault.call(Vault::open).returns("opened by ann");
	}

	@Test
	void rejectsUserWithoutRole() {
		this.vault.as(Users.user("bob", "GUEST")).connectFails(ForbiddenException.class);
	}

	@Test
	void keepsUsersOfTestersApart() {
		SocketTester<Server, Client> other = this.desk.another();
		SocketTester<Server, Client> stranger = this.desk.another();
		this.desk.as(Users.user("ann", "CLERK")).connect();
		other.as(Users.user("bob", "GUEST")).connect();
		stranger.connect();
		this.desk.call((server) -> server.stamp("A 38")).returns("A 38 by ann");
		other.call((server) -> server.stamp("A 38")).fails(ForbiddenException.class);
		stranger.call((server) -> server.stamp("A 38")).fails(NotAuthorizedException.class);
		assertSeen(this.desk, Seen.all("ann"));
		assertSeen(other, Seen.all("bob"));
		assertNobody(stranger);
	}

	@Test
	void forgetsUserWhenReset() {
		this.desk.as(Users.user("ann", "CLERK")).connect();
		this.desk.reset();
		this.desk.connect();
		assertNobody(this.desk);
	}

	@Test
	void passesOnPrincipalWithoutAuthorities() {
		this.desk.as(() -> "carl").connect();
		assertSeen(this.desk, Seen.all("carl"));
		this.desk.call((server) -> server.stamp("A 38")).fails(ForbiddenException.class);
	}

	@Test
	void knowsEndOfToken() {
		Instant end = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
		this.desk.as(token(end)).connect();
		assertThat(this.connections.connections()).singleElement()
			.satisfies((connection) -> assertThat(connection.expiresAt()).contains(end));
		assertSeen(this.desk, Seen.all("ann"));
	}

	@Test
	void rejectsEndedToken() {
		this.desk.as(token(Instant.now().minusSeconds(1))).connectFails(NotAuthorizedException.class);
	}

	@Test
	@WithMockUser(username = "dora", roles = "CLERK")
	void callsAsMockUser() {
		this.desk.connect();
		this.desk.call((server) -> server.stamp("A 38")).returns("A 38 by dora");
		assertSeen(this.desk, Seen.all("dora"));
		this.desk.call(Server::search).returns("found");
		SocketTester<Server, Client> other = this.desk.another().connect();
		assertSeen(other, Seen.all("dora"));
		this.vault.connect();
		this.vault.call(Vault::open).returns("opened by dora");
	}

	@Test
	@WithUserDetails("bob")
	void callsAsUserOfApplication() {
		this.desk.connect();
		assertSeen(this.desk, Seen.all("bob"));
		this.desk.call((server) -> server.stamp("A 38")).fails(ForbiddenException.class);
		this.vault.connectFails(ForbiddenException.class);
	}

	@Test
	@WithAnonymousUser
	void callsAsNobodyForAnonymousUser() {
		this.desk.connect();
		assertNobody(this.desk);
	}

	@Test
	@WithMockUser(username = "dora", roles = "CLERK")
	void prefersUserOfTesterToMockUser() {
		this.desk.as(Users.user("bob", "GUEST")).connect();
		this.desk.call((server) -> server.stamp("A 38")).fails(ForbiddenException.class);
		assertSeen(this.desk, Seen.all("bob"));
	}

	@Test
	@WithMockUser(username = "dora", roles = "CLERK")
	void keepsMockUserFromNobody() {
		this.desk.as(null).connect();
		assertNobody(this.desk);
		SocketTester<Server, Client> anonymous = this.desk.another();
		anonymous.as(new AnonymousAuthenticationToken("key", "guest", AuthorityUtils.createAuthorityList("ROLE_CLERK")))
			.connect();
		assertNobody(anonymous);
	}

	@Test
	@WithMockUser(username = "dora", roles = "CLERK")
	void keepsMockUserFromClientOfOtherThread() throws Exception {
		CompletableFuture.runAsync(this.desk::connect, (task) -> new Thread(task).start()).get(10, TimeUnit.SECONDS);
		assertNobody(this.desk);
	}

	@Test
	@WithMockUser(username = "dora", roles = "CLERK")
	void leavesUserOfTestThread() {
		this.desk.as(Users.user("ann", "CLERK")).connect();
		assertSeen(this.desk, Seen.all("ann"));
		assertThat(SecurityContextHolder.getContext().getAuthentication().getName()).isEqualTo("dora");
	}

	@Test
	@WithMockUser(username = "dora", roles = "CLERK")
	void connectsByCredentialsBesideMockUser() {
		this.branch.as(null).connect((request) -> request.header(HttpHeaders.AUTHORIZATION, basic("bob:secret")));
		this.branch.call(Branch::who).returns(Seen.all("bob"));
	}

	@Test
	@WithMockUser(username = "dora", roles = "CLERK")
	void rejectsWrongCredentialsBesideMockUser() {
		this.branch.as(null)
			.connectFails(NotAuthorizedException.class,
					(request) -> request.header(HttpHeaders.AUTHORIZATION, basic("bob:wrong")));
		this.branch.connectFails(NotAuthorizedException.class);
	}

	@Test
	@WithMockUser(username = "dora", roles = "CLERK")
	void connectsAsMockUserWithoutCredentials() {
		this.branch.connect();
		this.branch.call(Branch::who).returns(Seen.all("dora"));
	}

	@Test
	@WithMockUser(username = "dora", roles = "CLERK")
	void connectsAsUserThatTestSets() {
		Users.enter("bob", "GUEST");
		this.desk.connect();
		assertSeen(this.desk, Seen.all("bob"));
	}

	static String basic(String credentials) {
		return "Basic " + HttpHeaders.encodeBasicAuth(credentials.split(":")[0], credentials.split(":")[1], null);
	}

	static Principal token(Instant end) {
		return new JwtAuthenticationToken(Jwt.withTokenValue("token")
			.header("alg", "none")
			.subject("ann")
			.issuedAt(end.minusSeconds(7200))
			.expiresAt(end)
			.build(), AuthorityUtils.createAuthorityList("ROLE_CLERK"));
	}

	private static void assertNobody(SocketTester<Server, Client> tester) {
		assertSeen(tester, NOBODY);
		tester.call((server) -> server.stamp("A 38")).fails(NotAuthorizedException.class);
		tester.call(Server::search).fails(NotAuthorizedException.class);
	}

	private static void assertSeen(SocketTester<Server, Client> tester, Seen seen) {
		tester.call(Server::who).returns(seen);
		tester.callBlocking(Server::whoBlocking).returns(new Seen(seen.principal(), seen.holder(), "not asked"));
		Seen arrived = tester.call(Server::whoArrived).succeeds();
		assertThat(arrived.principal()).isEqualTo(seen.principal());
		assertThat(arrived.reactive()).isEqualTo(seen.reactive());
		assertThat(arrived.holder()).isIn(Users.NOBODY, seen.holder());
	}

}
