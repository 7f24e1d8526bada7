package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.grest.ws.autoconfigure.Chat.Client;
import io.grest.ws.autoconfigure.Chat.OtherServer;
import io.grest.ws.autoconfigure.Chat.Server;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.ActiveConnections.Limits;
import io.grest.ws.server.AllowedOrigins;
import io.grest.ws.server.ReactiveSocketHandler;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.server.SocketHandlerAdapter;
import io.grest.ws.server.SocketHandlerMapping;
import io.grest.ws.server.SocketServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.annotation.Order;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.DispatcherHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrestWsServerAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class GrestWsServerAutoConfigurationTests {

	private final ReactiveWebApplicationContextRunner contextRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrestWsAutoConfiguration.class, GrestWsTopicsAutoConfiguration.class,
				GrestWsServerAutoConfiguration.class, JacksonAutoConfiguration.class, ValidationAutoConfiguration.class,
				WebFluxAutoConfiguration.class, HttpHandlerAutoConfiguration.class));

	@Test
	void startsWithoutContracts() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(SocketHandlerMapping.class).hasSingleBean(SocketHandlerAdapter.class);
			assertThat(servers(context)).isEmpty();
		});
	}

	@Test
	void backsOffInAnApplicationThatIsNotReactive() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(GrestWsServerAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(SocketHandlerMapping.class)
				.doesNotHaveBean(SocketHandlerAdapter.class));
	}

	@Test
	void contractWithoutHandlerOpensNothing() {
		this.contextRunner.withUserConfiguration(ContractConfiguration.class)
			.run((context) -> assertThat(servers(context)).isEmpty());
	}

	@Test
	void logsContractWithoutHandler(CapturedOutput output) {
		Logger logger = (Logger) LoggerFactory.getLogger("io.grest.ws.server");
		logger.setLevel(Level.INFO);
		this.contextRunner.withUserConfiguration(ContractConfiguration.class, OtherConfiguration.class)
			.run((context) -> assertThat(output).containsOnlyOnce("No WebSocket endpoint of SocketContract")
				.containsOnlyOnce("No WebSocket endpoint of SocketContract 'ChatApi' <")
				.contains("there is no SocketHandler<")
				.containsOnlyOnce("WebSocket endpoint of SocketContract 'OtherApi'"));
		logger.setLevel(null);
	}

	@Test
	void logsQualifierOfContractWithoutHandler(CapturedOutput output) {
		Logger logger = (Logger) LoggerFactory.getLogger("io.grest.ws.server");
		logger.setLevel(Level.INFO);
		this.contextRunner.withUserConfiguration(ContractConfiguration.class, VersionConfiguration.class)
			.run((context) -> assertThat(output).contains("No WebSocket endpoint of SocketContract 'ChatApi' <")
				.contains("Client> bean with @Qualifier(\"chatApi\"); to serve the contract, add one"));
		logger.setLevel(null);
	}

	@Test
	void reactiveHandlerIsServed() {
		this.contextRunner.withUserConfiguration(ContractConfiguration.class)
			.withBean(ReactiveChatHandler.class)
			.run((context) -> {
				assertThat(servers(context)).singleElement()
					.satisfies((server) -> assertThat(server.handler())
						.isSameAs(context.getBean(ReactiveChatHandler.class)));
				assertThat(context).hasBean("grestWsBlockingExecutor");
			});
	}

	@Test
	void handlersOfBothKindsForOneContractAreRefused() {
		this.contextRunner.withUserConfiguration(ContractConfiguration.class)
			.withBean(ChatHandler.class)
			.withBean(ReactiveChatHandler.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("requires a single handler"));
	}

	@Test
	void handlerIsServedAtThePathOfItsContract() {
		this.contextRunner.withUserConfiguration(ContractConfiguration.class)
			.withBean(ChatHandler.class)
			.run((context) -> {
				SocketHandlerMapping mapping = context.getBean(SocketHandlerMapping.class);
				MockServerWebExchange there = MockServerWebExchange.from(MockServerHttpRequest.get("/ws/ChatApi"));
				MockServerWebExchange elsewhere = MockServerWebExchange.from(MockServerHttpRequest.get("/ws/other"));
				assertThat(mapping.getHandler(there).block(Duration.ofSeconds(10))).isSameAs(servers(context).get(0));
				assertThat(mapping.getHandler(elsewhere).blockOptional(Duration.ofSeconds(10))).isEmpty();
				assertThat(context.getBean(DispatcherHandler.class).getHandlerMappings()).contains(mapping);
			});
	}

	@Test
	void handlersOfSeveralContractsAreMatchedByTheirTypes() {
		this.contextRunner.withUserConfiguration(ContractConfiguration.class, OtherConfiguration.class)
			.withBean(ChatHandler.class)
			.run((context) -> assertThat(servers(context)).extracting((server) -> server.contract().name())
				.containsExactlyInAnyOrder("ChatApi", "OtherApi"));
	}

	@Test
	void lambdaIsMatchedByTheReturnTypeOfItsBeanMethod() {
		this.contextRunner.withUserConfiguration(ContractConfiguration.class, LambdaConfiguration.class)
			.run((context) -> assertThat(servers(context)).hasSize(1));
	}

	@Test
	void handlerIsMatchedByTheTypesOfItsSuperclass() {
		this.contextRunner.withUserConfiguration(ContractConfiguration.class)
			.withBean(InheritingHandler.class)
			.run((context) -> assertThat(servers(context)).hasSize(1));
	}

	@Test
	void handlerBehindAnInterfaceProxyIsMatched() {
		this.contextRunner.withUserConfiguration(ContractConfiguration.class)
			.withBean(ChatHandler.class)
			.withBean(Proxies.class, () -> new Proxies(false))
			.run((context) -> assertThat(servers(context)).hasSize(1));
	}

	@Test
	void handlerBehindAClassProxyIsMatched() {
		this.contextRunner.withUserConfiguration(ContractConfiguration.class)
			.withBean(ChatHandler.class)
			.withBean(Proxies.class, () -> new Proxies(true))
			.run((context) -> assertThat(servers(context)).hasSize(1));
	}

	@Test
	void lambdaBehindAProxyIsMatched() {
		this.contextRunner.withUserConfiguration(ContractConfiguration.class, LambdaConfiguration.class)
			.withBean(Proxies.class, () -> new Proxies(false))
			.run((context) -> assertThat(servers(context)).hasSize(1));
	}

	@Test
	void scopedHandlerIsMatchedOnce() {
		this.contextRunner.withUserConfiguration(ContractConfiguration.class, ScopedConfiguration.class)
			.run((context) -> assertThat(servers(context)).hasSize(1));
	}

	@Test
	void handlerRegisteredAsASingletonIsMatched() {
		this.contextRunner.withUserConfiguration(ContractConfiguration.class)
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("registered", new ChatHandler()))
			.run((context) -> assertThat(servers(context)).hasSize(1));
	}

	@Test
	void handlerThatIsNoCandidateIsLeftToWhoeverUsesIt() {
		this.contextRunner.withUserConfiguration(ContractConfiguration.class, DecoratedConfiguration.class)
			.run((context) -> assertThat(servers(context)).hasSize(1));
	}

	@Test
	void contractAndHandlerOfAParentContextAreServed() {
		new ApplicationContextRunner().withUserConfiguration(ContractConfiguration.class)
			.withBean(ChatHandler.class)
			.run((parent) -> this.contextRunner.withParent(parent)
				.run((context) -> assertThat(servers(context)).hasSize(1)));
	}

	@Test
	void otherInterceptorsComeInOrderBeforeThoseOfTheContract() {
		this.contextRunner.withUserConfiguration(InterceptorConfiguration.class)
			.run((context) -> assertThat(interceptors(context, "using")).extracting(Object::getClass)
				.extracting(Class::getSimpleName)
				.containsExactly("First", "Second", "Own", "Inline"));
	}

	@Test
	void interceptorUsedByOneContractAppliesToTheOthersAsWell() {
		this.contextRunner.withUserConfiguration(InterceptorConfiguration.class)
			.run((context) -> assertThat(interceptors(context, "plain")).extracting(Object::getClass)
				.extracting(Class::getSimpleName)
				.containsExactly("First", "Second", "Own", "Picky"));
	}

	@Test
	void primaryInterceptorIsUsedWhereAClassHasSeveralBeans() {
		this.contextRunner.withUserConfiguration(TwoInterceptorsConfiguration.class)
			.run((context) -> assertThat(interceptors(context, "using"))
				.containsExactly(context.getBean("other", Own.class), context.getBean("chosen", Own.class)));
	}

	@Test
	void serversUseTheConversionsOfWebFlux() {
		this.contextRunner.run((context) -> assertThat(context.getBean(SocketServerFactory.class).conversionService())
			.isSameAs(context.getBean("webFluxConversionService")));
	}

	@Test
	void serversUseTheCodecAndTheValidator() {
		this.contextRunner.run((context) -> {
			SocketServerFactory factory = context.getBean(SocketServerFactory.class);
			assertThat(factory.codec()).isSameAs(context.getBean(PayloadCodec.class));
			assertThat(factory.validator()).isSameAs(context.getBean(MethodValidator.class));
		});
	}

	@Test
	void serversDoNotValidateWithoutBeanValidation() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("jakarta.validation"))
			.withUserConfiguration(ContractConfiguration.class)
			.withBean(ChatHandler.class)
			.run((context) -> {
				assertThat(context.getBean(SocketServerFactory.class).validator()).isNull();
				assertThat(servers(context)).hasSize(1);
			});
	}

	@Test
	void limitsAreTheDefaultsOfConnections() {
		this.contextRunner.run(
				(context) -> assertThat(context.getBean(SocketServerFactory.class).options()).usingRecursiveComparison()
					.isEqualTo(ConnectionOptions.DEFAULTS));
	}

	@Test
	void limitsAreThoseOfTheServerProperties() {
		this.contextRunner
			.withPropertyValues("grest.ws.server.max-frame-size=1MB", "grest.ws.client.max-frame-size=2MB")
			.run((context) -> assertThat(context.getBean(SocketServerFactory.class).options())
				.usingRecursiveComparison()
				.isEqualTo(ConnectionOptions.builder().maxFrameSize(DataSize.ofMegabytes(1)).build()));
	}

	@Test
	void nettyLimitsTheTimeBeforeARequestWhereThereIsAnEndpoint() {
		this.contextRunner.withUserConfiguration(ContractConfiguration.class)
			.withBean(ChatHandler.class)
			.run((context) -> assertThat(context).hasSingleBean(NettyServerCustomizer.class));
		this.contextRunner.withUserConfiguration(ContractConfiguration.class)
			.run((context) -> assertThat(context).doesNotHaveBean(NettyServerCustomizer.class));
	}

	@ParameterizedTest
	@ValueSource(classes = { HttpServer.class, NettyServerCustomizer.class })
	void serversNeedNoNetty(Class<?> missing) {
		this.contextRunner.withClassLoader(new FilteredClassLoader(missing))
			.withUserConfiguration(ContractConfiguration.class)
			.withBean(ChatHandler.class)
			.run((context) -> assertThat(servers(context)).hasSize(1));
	}

	@Test
	void mappingOfTheApplicationWins() {
		SocketHandlerMapping own = new SocketHandlerMapping(List.of());
		this.contextRunner.withBean("own", SocketHandlerMapping.class, () -> own)
			.run((context) -> assertThat(context.getBean(SocketHandlerMapping.class)).isSameAs(own));
	}

	@Test
	void adapterOfTheApplicationWins() {
		SocketHandlerAdapter own = new SocketHandlerAdapter(DataSize.ofKilobytes(1));
		this.contextRunner.withBean("own", SocketHandlerAdapter.class, () -> own)
			.run((context) -> assertThat(context.getBean(SocketHandlerAdapter.class)).isSameAs(own));
	}

	@Test
	void serversAndAdapterShareTheConnections() {
		this.contextRunner.withUserConfiguration(ContractConfiguration.class, OtherConfiguration.class)
			.withBean(ChatHandler.class)
			.run((context) -> {
				ActiveConnections connections = context.getBean(ActiveConnections.class);
				assertThat(servers(context)).hasSize(2)
					.allSatisfy((server) -> assertThat(server.connections()).isSameAs(connections));
				assertThat(context.getBean(SocketHandlerAdapter.class)).hasFieldOrPropertyWithValue("connections",
						connections);
			});
	}

	@Test
	void connectionsHaveTheLimitsOfTheServerProperties() {
		this.contextRunner.withPropertyValues("grest.ws.server.max-connections=3")
			.run((context) -> assertThat(context.getBean(ActiveConnections.class))
				.hasFieldOrPropertyWithValue("admissions.limits", new Limits(3, 0, 0)));
	}

	@Test
	void connectionsOfTheApplicationWin() {
		ActiveConnections own = new ActiveConnections(Limits.NONE);
		this.contextRunner.withBean("own", ActiveConnections.class, () -> own).run((context) -> {
			assertThat(context.getBean(ActiveConnections.class)).isSameAs(own);
			assertThat(context.getBean(SocketServerFactory.class).connections()).isSameAs(own);
		});
	}

	@Test
	void originsOfTheApplicationWin() {
		AllowedOrigins own = new AllowedOrigins(List.of("*"));
		this.contextRunner.withBean("own", AllowedOrigins.class, () -> own).run((context) -> {
			assertThat(context.getBean(AllowedOrigins.class)).isSameAs(own);
			assertThat(context.getBean(SocketHandlerAdapter.class)).hasFieldOrPropertyWithValue("origins", own);
		});
	}

	@Test
	void stoppedApplicationAdmitsNoConnectionsUntilItStartsAgain() {
		this.contextRunner.run((context) -> {
			ActiveConnections connections = context.getBean(ActiveConnections.class);
			assertThat(connections.isDraining()).isFalse();
			context.stop();
			assertThat(connections.isDraining()).isTrue();
			context.start();
			assertThat(connections.isDraining()).isFalse();
		});
	}

	@Test
	void pausedApplicationAdmitsConnections() {
		this.contextRunner.run((context) -> {
			context.getSourceApplicationContext().pause();
			assertThat(context.getBean(ActiveConnections.class).isDraining()).isFalse();
		});
	}

	private static List<SocketServer<?, ?>> servers(ApplicationContext context) {
		return context.getBean(SocketServers.class).mapping().servers();
	}

	private static List<HandshakeInterceptor> interceptors(ApplicationContext context, String contract) {
		return new ContractInterceptors(context, false).ofServer(context.getBean(contract, SocketContract.class));
	}

	static class ChatHandler implements SocketHandler<Server, Client> {

		@Override
		public Server connect(SocketConnection<Client> connection) {
			return (text) -> {
			};
		}

	}

	static class ReactiveChatHandler implements ReactiveSocketHandler<Server, Client> {

		@Override
		public Mono<Server> connect(SocketConnection<Client> connection) {
			return Mono.just((text) -> {
			});
		}

	}

	abstract static class GenericHandler<C, S> implements SocketHandler<S, C> {

	}

	static class InheritingHandler extends GenericHandler<Client, Server> {

		@Override
		public Server connect(SocketConnection<Client> connection) {
			return (text) -> {
			};
		}

	}

	record Proxies(boolean ofClasses) implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (bean instanceof SocketHandler) {
				ProxyFactory factory = new ProxyFactory(bean);
				factory.setProxyTargetClass(this.ofClasses);
				return factory.getProxy();
			}
			return bean;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ContractConfiguration {

		@Bean
		SocketContract<Server, Client> chatApi() {
			return Chat.define().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class VersionConfiguration {

		@Bean
		SocketContract<Server, Client> chatApiV2() {
			return Chat.define("ChatApiV2").build();
		}

		@Bean
		@Qualifier("chatApiV2")
		SocketHandler<Server, Client> chatHandlerV2() {
			return Chat.handler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherConfiguration {

		@Bean
		SocketContract<OtherServer, Client> otherApi() {
			return SocketContract.define("OtherApi", OtherServer.class, Client.class).path("/ws/OtherApi").build();
		}

		@Bean
		SocketHandler<OtherServer, Client> otherHandler() {
			return (connection) -> (text) -> connection.remote().said(text);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LambdaConfiguration {

		@Bean
		SocketHandler<Server, Client> chatHandler() {
			return Chat.handler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedConfiguration {

		@Bean
		@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
		ChatHandler chatHandler() {
			return new ChatHandler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DecoratedConfiguration {

		@Bean(autowireCandidate = false)
		ChatHandler decorated() {
			return new ChatHandler();
		}

		@Bean
		SocketHandler<Server, Client> decorator() {
			return decorated()::connect;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Own.class, Second.class, First.class, Picky.class })
	static class InterceptorConfiguration {

		@Bean
		SocketContract<Server, Client> using() {
			return Chat.define("UsingApi").use(Own.class).use(new Inline()).build();
		}

		@Bean
		SocketContract<OtherServer, Client> plain() {
			return SocketContract.define("PlainApi", OtherServer.class, Client.class).path("/").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoInterceptorsConfiguration {

		@Bean
		@Primary
		Own chosen() {
			return new Own();
		}

		@Bean
		Own other() {
			return new Own();
		}

		@Bean
		SocketContract<Server, Client> using() {
			return Chat.define().use(Own.class).build();
		}

	}

	@Order(3)
	static class Own implements HandshakeInterceptor {

	}

	@Order(1)
	static class First implements HandshakeInterceptor {

	}

	@Order(2)
	static class Second implements HandshakeInterceptor {

	}

	@Order(4)
	static class Picky implements HandshakeInterceptor {

		@Override
		public boolean supports(String contract) {
			return contract.equals("PlainApi");
		}

	}

	static class Inline implements HandshakeInterceptor {

	}

}
