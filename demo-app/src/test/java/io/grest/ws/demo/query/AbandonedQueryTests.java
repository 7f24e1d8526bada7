package io.grest.ws.demo.query;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.test.SocketTester;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Callers that leave while their handlers wait for a database: the connections of its
 * pool stay usable. The database is a file, as H2 closes it if a thread that reads it is
 * interrupted.
 */
@Timeout(120)
public class AbandonedQueryTests {

	private static final int CALLERS = 5;

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	// The database calls a static method of a public class.
	private static final Semaphore ENTERED = new Semaphore(0);

	private static final Semaphore GATE = new Semaphore(0);

	private static final AtomicInteger INTERRUPTED = new AtomicInteger();

	@TempDir
	private Path directory;

	@BeforeEach
	void close() {
		ENTERED.drainPermits();
		GATE.drainPermits();
		INTERRUPTED.set(0);
	}

	@AfterEach
	void open() {
		GATE.release(CALLERS);
	}

	@Test
	void leavesPoolUsableOnPlatformThreads() throws Exception {
		leavesPoolUsable(false);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Virtual threads need Java 21")
	void leavesPoolUsableOnVirtualThreads() throws Exception {
		leavesPoolUsable(true);
	}

	private void leavesPoolUsable(boolean virtual) throws Exception {
		try (ConfigurableApplicationContext context = start(virtual)) {
			HikariDataSource pool = context.getBean(HikariDataSource.class);
			Application application = context.getBean(Application.class);
			Set<Connection> before = connections(pool);
			abandon(context);
			await().atMost(TIMEOUT).until(() -> application.left.get() == CALLERS);
			assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(CALLERS);
			GATE.release(CALLERS);
			await().atMost(TIMEOUT).until(() -> application.finished.get() == CALLERS);
			assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
			assertThat(INTERRUPTED).hasValue(0);
			assertThat(application.virtual).isEqualTo(Set.of(virtual));
			assertThat(context.getBean(JdbcClient.class).sql("select count(*) from seen").query(Integer.class).single())
				.isEqualTo(CALLERS);
			assertThat(connections(pool)).isEqualTo(before);
		}
	}

	private ConfigurableApplicationContext start(boolean virtual) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "spring.reactor.netty.shutdown-quiet-period=0s", "server.shutdown=immediate",
					"spring.threads.virtual.enabled=" + virtual, "spring.main.banner-mode=off",
					"spring.datasource.url=jdbc:h2:file:" + this.directory.resolve("queries"),
					"spring.datasource.hikari.maximum-pool-size=" + CALLERS)
			.run();
		JdbcClient jdbc = context.getBean(JdbcClient.class);
		jdbc.sql("create alias slow for '" + getClass().getName() + ".slow'").update();
		jdbc.sql("create table seen (slow int)").update();
		return context;
	}

	/** Answer late. Called by the database. */
	public static int slow() {
		ENTERED.release();
		try {
			return GATE.tryAcquire(TIMEOUT.toSeconds(), TimeUnit.SECONDS) ? 1 : 0;
		}
		catch (InterruptedException ex) {
			INTERRUPTED.incrementAndGet();
			Thread.currentThread().interrupt();
			return 0;
		}
	}

	private static void abandon(ConfigurableApplicationContext context) throws InterruptedException {
		int port = ((WebServerApplicationContext) context).getWebServer().getPort();
		List<SocketTester<Server, Client>> callers = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			SocketTester<Server, Client> caller = SocketTester.bindTo(Application.API)
				.url("ws://localhost:" + port)
				.build();
			callers.add(caller.connect());
			caller.connection().call(Server::ask).toFuture();
		}
		assertThat(ENTERED.tryAcquire(CALLERS, TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		callers.forEach(SocketTester::drop);
	}

	/** All connections of the pool, each of which answers. */
	private static Set<Connection> connections(HikariDataSource pool) throws SQLException {
		Set<Connection> physical = new HashSet<>();
		List<Connection> taken = new ArrayList<>();
		try {
			for (int i = 0; i < CALLERS; i++) {
				Connection connection = pool.getConnection();
				taken.add(connection);
				connection.createStatement().executeQuery("select count(*) from seen").close();
				assertThat(connection.isValid((int) TIMEOUT.toSeconds())).isTrue();
				physical.add(connection.unwrap(Connection.class));
			}
		}
		finally {
			for (Connection connection : taken) {
				connection.close();
			}
		}
		assertThat(physical).hasSize(CALLERS);
		return physical;
	}

	interface Server {

		int ask();

	}

	interface Client {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private static final SocketContract<Server, Client> API = SocketContract
			.define("Api", Server.class, Client.class)
			.path("/api")
			.build();

		private final AtomicInteger left = new AtomicInteger();

		private final AtomicInteger finished = new AtomicInteger();

		private final Set<Boolean> virtual = ConcurrentHashMap.newKeySet();

		@Bean
		SecurityWebFilterChain everybody(ServerHttpSecurity http) {
			return http.authorizeExchange((paths) -> paths.anyExchange().permitAll()).build();
		}

		@Bean
		SocketContract<Server, Client> api() {
			return API;
		}

		@Bean
		SocketHandler<Server, Client> handler(JdbcClient jdbc) {
			return (connection) -> {
				connection.onClose((reason) -> this.left.incrementAndGet());
				return () -> ask(jdbc);
			};
		}

		private int ask(JdbcClient jdbc) {
			this.virtual.add(isVirtual(Thread.currentThread()));
			int slow = jdbc.sql("select slow()").query(Integer.class).single();
			int rows = jdbc.sql("insert into seen values (?)").param(slow).update();
			this.finished.incrementAndGet();
			return rows;
		}

		private static boolean isVirtual(Thread thread) {
			return thread.getThreadGroup() != null && thread.getThreadGroup().getName().equals("VirtualThreads");
		}

	}

}
