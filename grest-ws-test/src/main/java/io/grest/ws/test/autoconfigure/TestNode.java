package io.grest.ws.test.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;

import io.grest.ws.test.SocketTester;
import io.grest.ws.test.wire.TcpProxy;
import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.Sockets;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.MemoryTopicEngine;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicMessage;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.MapPropertySource;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.util.Assert;

/**
 * Node of {@link TestNodes}: an application with a web server on a random port, and a
 * connection to the engine that fails as the test says. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class TestNode {

	private static final String PROPERTIES = "grestWsTestNode";

	private static final Map<String, Object> SETTINGS = Map.of("server.port", "0", "server.shutdown", "immediate");

	private static final int EVENT_LOOPS = 2;

	private final NodeEngine engine;

	private final ConfigurableApplicationContext context;

	private final SocketTesters testers;

	private final TcpProxy proxy;

	private boolean stopped;

	TestNode(MemoryTopicEngine engine, SpringApplicationBuilder application) {
		this.engine = new NodeEngine(engine);
		this.context = application.initializers(this::prepare).run();
		String port = Objects.requireNonNull(this.context.getEnvironment().getProperty("local.server.port"),
				"The application has no web server: test a reactive web application");
		this.testers = this.context.getBean(SocketTesters.class);
		this.proxy = TcpProxy.to(Integer.parseInt(port));
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource(PROPERTIES + "Proxy", Map.of(SocketTesters.PORT, this.proxy.port())));
	}

	private void prepare(ConfigurableApplicationContext context) {
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource(PROPERTIES, SETTINGS));
		RootBeanDefinition engine = new RootBeanDefinition(NodeEngine.class, () -> this.engine);
		engine.setPrimary(true);
		GenericApplicationContext registry = (GenericApplicationContext) context;
		registry.registerBeanDefinition("grestWsTopicEngine", engine);
		registry.registerBean("reactorResourceFactory", ReactorResourceFactory.class, TestNode::resources);
	}

	// Event loops that the applications of a JVM share end with the first of them.
	private static ReactorResourceFactory resources() {
		ReactorResourceFactory resources = new ReactorResourceFactory();
		resources.setUseGlobalResources(false);
		resources.setLoopResourcesSupplier(() -> LoopResources.create("test-node", EVENT_LOOPS, true));
		resources.setShutdownQuietPeriod(Duration.ZERO);
		return resources;
	}

	/**
	 * Return the application.
	 * @return the application, of whose beans a test may use any
	 */
	public ConfigurableApplicationContext context() {
		return this.context;
	}

	/**
	 * Return the id of this node, as {@link Sockets#nodes()} lists it.
	 * @return the id
	 */
	public String id() {
		return topics().node();
	}

	/**
	 * Return a client of this node, the same for the same interfaces. Others come from
	 * {@link SocketTester#another()}.
	 * @param server the interface of the server
	 * @param client the interface of a client
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 * @return the tester, not yet connected at first
	 */
	public <S, C> SocketTester<S, C> tester(Class<S> server, Class<C> client) {
		return bean(ResolvableType.forClassWithGenerics(SocketTester.class, server, client));
	}

	/**
	 * Return the clients of a contract on all nodes, as this node reaches them.
	 * @param client the interface of a client
	 * @param <C> the methods of a client
	 * @return the clients
	 */
	public <C> Sockets<C> sockets(Class<C> client) {
		return bean(ResolvableType.forClassWithGenerics(Sockets.class, client));
	}

	private <T> T bean(ResolvableType type) {
		return this.context.<T>getBeanProvider(type).getObject();
	}

	/**
	 * Return the topics of this node, whose {@link SocketTopics#status() status} counts
	 * what was repaired and what was lost.
	 * @return the topics
	 */
	public SocketTopics topics() {
		return this.context.getBean(SocketTopics.class);
	}

	// Faults

	/**
	 * Lose messages on their way from the engine to this node, until {@link #heal()}. The
	 * engine has them: a topic with history repairs them.
	 * @param lost a predicate of a message, called by any thread
	 */
	public void lose(BiPredicate<TopicKey, TopicMessage> lost) {
		this.engine.faults().lose(lost);
	}

	/**
	 * Delay messages and changes of presence on their way from the engine to this node,
	 * until {@link #heal()}, with which all that is delayed arrives. They keep the order
	 * that they have in their topic. With a long delay they arrive when the test heals
	 * the node.
	 * @param delay the delay, for what is published from now on
	 */
	public void delay(Duration delay) {
		Assert.isTrue(!delay.isNegative(), "delay must not be negative");
		this.engine.faults().delay(delay);
	}

	/**
	 * Let this node fail to publish messages, until {@link #heal()}. A message that is
	 * refused reaches nobody, and its publisher receives a
	 * {@link io.grest.ws.error.ServerErrorException}.
	 * @param refused a predicate of a message, called by any thread
	 */
	public void refuse(BiPredicate<TopicKey, Envelope> refused) {
		this.engine.faults().refuse(refused);
	}

	/**
	 * Cut this node off from its engine, until {@link #heal()}: it can neither publish
	 * nor subscribe nor read, and receives nothing, calls of other nodes included. Its
	 * clients stay connected.
	 */
	public void cutOff() {
		this.engine.faults().cutOff();
	}

	/**
	 * Interrupt the subscriptions of this node, as a connection to the engine that was
	 * cut for a moment. Nothing is lost by it.
	 */
	public void interrupt() {
		this.engine.interrupt();
	}

	/**
	 * End the faults. A node that was cut off is told that it may have missed messages.
	 */
	public synchronized void heal() {
		Assert.state(!this.stopped, "The node was stopped or killed, and does not come back");
		this.engine.heal();
	}

	/**
	 * Stop this node as if its process was killed: its connections are reset without a
	 * close frame, it leaves the others at once, and does not come back. The application
	 * itself stops at the end of the test.
	 */
	public synchronized void kill() {
		if (!this.stopped) {
			this.stopped = true;
			this.engine.die();
			this.proxy.cut();
			this.proxy.close();
		}
	}

	/**
	 * Stop this node in order, as a deployment does: its clients are asked to go, it
	 * leaves the others, and does not come back. The beans of its application are
	 * destroyed at the end of the test.
	 */
	public synchronized void stop() {
		if (!this.stopped) {
			this.stopped = true;
			this.context.stop();
			this.proxy.close();
		}
	}

	void finish() {
		boolean isAlive;
		synchronized (this) {
			isAlive = !this.stopped;
		}
		if (isAlive) {
			heal();
		}
		this.testers.finish(true);
	}

	synchronized void close() {
		this.context.close();
		if (!this.stopped) {
			this.stopped = true;
			this.proxy.close();
		}
	}

	/**
	 * Return a text with the id of this node.
	 */
	@Override
	public String toString() {
		return "node " + id();
	}

}
