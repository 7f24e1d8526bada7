package io.grest.ws.test.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.SocketHandlerMapping;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.SocketTesterBuilder;
import io.grest.ws.test.TesterPrincipals;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Testers of a context, each created when it is first injected.
 */
class SocketTesters {

	static final String BEAN_NAME = "grestWsTesters";

	/**
	 * Property of a port that testers connect to in place of the server's.
	 */
	static final String PORT = "grest.ws.test.port";

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	private final List<SocketTester<?, ?>> created = new CopyOnWriteArrayList<>();

	SocketTesters(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	SocketTester<?, ?> create(String contract) {
		SocketContract<?, ?> bean = this.beanFactory.getBean(contract, SocketContract.class);
		SocketTester<?, ?> tester = testerOf(bean);
		this.created.add(tester);
		return tester;
	}

	private <S, C> SocketTester<S, C> testerOf(SocketContract<S, C> contract) {
		SocketTesterBuilder<S, C> builder = SocketTester.bindTo(contract)
			.codec(this.beanFactory.getBean(PayloadCodec.class))
			.validator(this.beanFactory.getBeanProvider(MethodValidator.class).getIfAvailable())
			.interceptors(this.beanFactory::getBean)
			.principals(this.beanFactory.getBean(TesterPrincipals.class))
			.sessions(() -> servers().map(SocketServer::sessions).distinct().toList());
		this.beanFactory.getBeanProvider(ActiveConnections.class).ifAvailable(builder::connections);
		if (port() != null) {
			builder.url(() -> {
				server(contract);
				return "ws://localhost:" + port() + this.environment.getProperty("spring.webflux.base-path", "");
			});
		}
		else {
			builder.server(() -> server(contract));
		}
		return builder.build();
	}

	private @Nullable String port() {
		String other = this.environment.getProperty(PORT);
		return (other != null) ? other : this.environment.getProperty("local.server.port");
	}

	private SocketServer<?, ?> server(SocketContract<?, ?> contract) {
		return servers().filter((server) -> server.contract() == contract)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("This test has no SocketHandler of " + contract
					+ ": name it in @GrestWsTest(...), or add it with @Import. To test a client, use"
					+ " SocketServerStub"));
	}

	private Stream<? extends SocketServer<?, ?>> servers() {
		return this.beanFactory.getBeanProvider(SocketHandlerMapping.class)
			.stream()
			.flatMap((mapping) -> mapping.servers().stream());
	}

	/**
	 * Reset all testers at the end of a test.
	 * @param verify whether to verify them first
	 */
	void finish(boolean verify) {
		AssertionError failure = null;
		for (SocketTester<?, ?> tester : this.created) {
			try {
				if (verify) {
					tester.verify();
				}
			}
			catch (AssertionError ex) {
				if (failure != null) {
					ex.addSuppressed(failure);
				}
				failure = ex;
			}
			finally {
				tester.reset();
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

}
