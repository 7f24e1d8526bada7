package io.grest.ws.internal.json;

import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.grest.ws.internal.TunedOff;
import io.grest.ws.internal.Tuning;
import io.grest.ws.protocol.PayloadCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link RecordConstructors}.
 */
class RecordConstructorsTests {

	private final JsonMapper mapper = new PayloadCodec().mapper();

	@Test
	void aRecordIsCreatedWithoutAHandleThatAdaptsItself() {
		Traced traced = this.mapper.readValue("{\"name\":\"a\",\"callers\":null}", Traced.class);
		assertThat(traced.name()).isEqualTo("a");
		assertThat(traced.callers()).contains("newInstance").doesNotContain("invokeWithArguments");
	}

	@Test
	void leavesRecordsToJacksonWhenTurnedOff() {
		JsonMapper untuned = TunedOff.create(Tuning.RECORD_CONSTRUCTORS, () -> new PayloadCodec().mapper());
		Traced traced = untuned.readValue("{\"name\":\"a\",\"callers\":null}", Traced.class);
		assertThat(traced.name()).isEqualTo("a");
		assertThat(traced.callers()).as("If not, Jackson is as fast, and the tuning can go")
			.contains("invokeWithArguments");
	}

	@Test
	void aConstructorThatIsNamedAsCreatorIsCalledTheSameWay() {
		Named named = this.mapper.readValue("{\"name\":\"a\"}", Named.class);
		assertThat(named.name).isEqualTo("a");
		assertThat(named.callers).contains("newInstance").doesNotContain("invokeWithArguments");
	}

	@Test
	void aPrimitiveThatMayBeMissingIsZero() {
		JsonMapper lenient = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();
		assertThat(new PayloadCodec(lenient).mapper().readValue("{\"text\":\"a\"}", Mixed.class))
			.isEqualTo(new Mixed(0, "a", false));
	}

	@Test
	void whatAConstructorThrowsIsToldAsJacksonTellsIt() {
		String json = "{\"value\":-1}";
		ValueInstantiationException expected = failure(new JsonMapper(), json, Positive.class);
		ValueInstantiationException actual = failure(this.mapper, json, Positive.class);
		assertThat(actual).hasMessage(expected.getMessage()).hasCause(expected.getCause());
	}

	@Test
	void anErrorOfAConstructorStaysAnError() {
		assertThatExceptionOfType(StackOverflowError.class)
			.isThrownBy(() -> this.mapper.readValue("{\"value\":-2}", Positive.class));
	}

	@Test
	void aHandlerOfProblemsIsAskedForAnInstance() {
		JsonMapper lenient = JsonMapper.builder().addHandler(new DeserializationProblemHandler() {
			@Override
			public Object handleInstantiationProblem(DeserializationContext context, Class<?> type,
					@Nullable Object argument, Throwable thrown) {
				assertThat(thrown).hasCauseInstanceOf(IllegalArgumentException.class);
				return new Positive(0);
			}
		}).build();
		assertThat(new PayloadCodec(lenient).mapper().readValue("{\"value\":-1}", Positive.class))
			.isEqualTo(new Positive(0));
	}

	@Test
	void aConstructorThatMustNotBeCalledIsRefusedAsJacksonRefusesIt() {
		JsonMapper strict = JsonMapper.builder().disable(MapperFeature.CAN_OVERRIDE_ACCESS_MODIFIERS).build();
		assertThatExceptionOfType(ValueInstantiationException.class)
			.isThrownBy(() -> new PayloadCodec(strict).mapper().readValue("{\"name\":\"a\"}", Hidden.class))
			.havingRootCause()
			.isInstanceOf(IllegalAccessException.class)
			.withMessageContaining("tools.jackson");
	}

	@Test
	void whatCreatesObjectsInAWayOfItsOwnIsLeftAlone() {
		SimpleModule module = new SimpleModule("own") {
			@Override
			public void setupModule(SetupContext context) {
				super.setupModule(context);
				context.addValueInstantiators(new OwnInstantiators());
			}
		};
		JsonMapper own = JsonMapper.builder().addModule(module).build();
		assertThat(new PayloadCodec(own).mapper().readValue("{\"value\":1}", Positive.class))
			.isEqualTo(new Positive(42));
	}

	private static ValueInstantiationException failure(JsonMapper mapper, String json, Class<?> type) {
		return catchThrowableOfType(ValueInstantiationException.class, () -> mapper.readValue(json, type));
	}

	private static List<String> callers() {
		return Arrays.stream(new Throwable().getStackTrace()).map(StackTraceElement::getMethodName).toList();
	}

	private static final class OwnInstantiators implements ValueInstantiators {

		@Override
		public @Nullable ValueInstantiator findValueInstantiator(DeserializationConfig config,
				BeanDescription.Supplier bean) {
			return null;
		}

		@Override
		public ValueInstantiator modifyValueInstantiator(DeserializationConfig config, BeanDescription.Supplier bean,
				ValueInstantiator instantiator) {
			return new StdValueInstantiator((StdValueInstantiator) instantiator) {
				@Override
				public Object createFromObjectWith(DeserializationContext context, Object[] arguments) {
					return new Positive(42);
				}
			};
		}

	}

	record Traced(String name, List<String> callers) {

		Traced {
			callers = RecordConstructorsTests.callers();
		}

	}

	static final class Named {

		private final String name;

		private final List<String> callers = callers();

		@JsonCreator
		Named(@JsonProperty("name") String name) {
			this.name = name;
		}

	}

	record Mixed(int number, String text, boolean flag) {

	}

	record Positive(int value) {

		Positive {
			if (value == -2) {
				throw new StackOverflowError();
			}
			if (value < 0) {
				throw new IllegalArgumentException("is negative");
			}
		}

	}

	private record Hidden(String name) {

	}

}
