package io.grest.ws.test.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.engine.MemoryCluster;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.util.Assert;

/**
 * Several nodes of an application in one test, with an engine in memory between them that
 * fails as the test says. Each node is an application context with its own
 * {@link SocketTopics}, web server and testers. Requires Reactor Netty.
 *
 * <pre class="code">
 * &#064;AutoClose
 * static final TestNodes nodes = TestNodes.of(2, ChatApplication.class);
 *
 * &#064;AfterEach
 * void reset() {
 *     nodes.reset();
 * }
 *
 * &#064;Test
 * void messagesReachTheOtherNode() {
 *     SocketTester&lt;ChatServer, ChatClient&gt; ann = nodes.node(0).tester(ChatServer.class, ChatClient.class).connect();
 *     SocketTester&lt;ChatServer, ChatClient&gt; bob = nodes.node(1).tester(ChatServer.class, ChatClient.class).connect();
 *     nodes.node(1).lose((topic, message) -&gt; true);
 *     ...
 * }
 * </pre>
 *
 * @since 0.1.0
 */
public final class TestNodes implements AutoCloseable {

	private final MemoryCluster cluster = new MemoryCluster();

	private final List<TestNode> nodes = new ArrayList<>();

	private TestNodes() {
	}

	/**
	 * Start nodes of an application.
	 * @param count the number of nodes
	 * @param sources the class of the application, or configurations in place of it
	 * @return the nodes, to be closed at the end
	 */
	public static TestNodes of(int count, Class<?>... sources) {
		return of(count, UnaryOperator.identity(), sources);
	}

	/**
	 * Start nodes of an application.
	 * @param count the number of nodes
	 * @param customizer customizes each application, as by {@code properties(...)},
	 * {@code profiles(...)} or an initializer that replaces beans
	 * @param sources the class of the application, or configurations in place of it
	 * @return the nodes, to be closed at the end
	 */
	public static TestNodes of(int count, UnaryOperator<SpringApplicationBuilder> customizer, Class<?>... sources) {
		Assert.isTrue(count > 0, () -> "count is " + count + ": it must be positive");
		TestNodes nodes = new TestNodes();
		try {
			for (int i = 0; i < count; i++) {
				SpringApplicationBuilder application = new SpringApplicationBuilder(sources)
					.sources(SocketTesterAutoConfiguration.class)
					.web(WebApplicationType.REACTIVE)
					.bannerMode(Banner.Mode.OFF)
					.logStartupInfo(false)
					.registerShutdownHook(false);
				nodes.nodes.add(new TestNode(nodes.cluster.node(), customizer.apply(application)));
			}
		}
		catch (RuntimeException ex) {
			nodes.nodes.forEach(TestNode::close);
			throw ex;
		}
		return nodes;
	}

	/**
	 * Return a node.
	 * @param index the number of the node, 0 for the first
	 * @return the node
	 */
	public TestNode node(int index) {
		return this.nodes.get(index);
	}

	/**
	 * Return all nodes.
	 * @return the nodes, those that were killed too
	 */
	public List<TestNode> all() {
		return List.copyOf(this.nodes);
	}

	/**
	 * Forget the histories of all topics and interrupt all nodes, as an engine does that
	 * restarts without its data.
	 */
	public void restartEngine() {
		this.cluster.forgetHistories();
		this.nodes.forEach(TestNode::interrupt);
	}

	/**
	 * End all faults, and verify and reset the testers of all nodes. To be called after
	 * each test, if several tests share the nodes.
	 * @throws AssertionError if the other side of a tester did what was not expected, or
	 * if a call, an expectation or a stubbing is unfinished
	 */
	public void reset() {
		AssertionError failure = null;
		for (TestNode node : this.nodes) {
			try {
				node.finish();
			}
			catch (AssertionError ex) {
				if (failure != null) {
					ex.addSuppressed(failure);
				}
				failure = ex;
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

	/**
	 * {@linkplain #reset() Reset}, and stop all nodes.
	 */
	@Override
	public void close() {
		try {
			reset();
		}
		finally {
			this.nodes.forEach(TestNode::close);
		}
	}

}
