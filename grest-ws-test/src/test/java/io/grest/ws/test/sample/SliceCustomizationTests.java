package io.grest.ws.test.sample;

import io.grest.ws.contract.MethodValidator;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.mockito.Mockito;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Service;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A slice changes as Spring Boot's own slices do: by {@code @MockitoBean},
 * {@code @Import}, {@code @TestPropertySource}, {@code includeFilters} and
 * {@code excludeAutoConfiguration}.
 */
@GrestWsTest(transport = Transport.IN_MEMORY, properties = { "first=1", "second=2" },
		includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Archive.class),
		excludeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = OtherConfiguration.class),
		excludeAutoConfiguration = ValidationAutoConfiguration.class, value = ChatService.class)
@TestPropertySource(properties = "second=3")
@Import(SliceCustomizationTests.Imported.class)
class SliceCustomizationTests {

	@MockitoBean
	private Archive.Database database;

	@MockitoBean
	private TokenInterceptor interceptor;

	@Autowired
	private SocketTester<ChatServer, ChatClient> chat;

	@Test
	void allOfItApplies(@Autowired ApplicationContext context) {
		assertThat(context.getBean(Archive.class)).isNotNull();
		assertThat(context.getBean(Imported.class)).isNotNull();
		assertThat(context.getBeanNamesForType(SocketHandler.class)).containsOnly("chatService");
		assertThat(context.getBeanNamesForType(OtherConfiguration.class)).isEmpty();
		assertThat(context.getBeanNamesForType(MethodValidator.class)).isEmpty();
		assertThat(context.getEnvironment().getProperty("first")).isEqualTo("1");
		assertThat(context.getEnvironment().getProperty("second")).isEqualTo("3");
	}

	@Test
	void mockTakesPart() {
		BDDMockito.given(this.interceptor.updateHandshake(Mockito.any())).willReturn(Mono.empty());
		BDDMockito.given(this.interceptor.process(Mockito.any()))
			.willReturn(Mono.error(new NotAuthorizedException("Mocked")));
		assertThat(this.chat
			.connectFails(NotAuthorizedException.class, (request) -> request.pathVariable("room", "general"))
			.getMessage()).contains("Mocked");
	}

	@Service
	static class Imported {

	}

}
