package io.grest.ws.autoconfigure.aot;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.Acknowledged;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.server.ReactiveSocketHandler;
import io.grest.ws.server.SocketHandler;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.constraints.NotBlank;
import reactor.core.publisher.Mono;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.annotation.RegisterReflection;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * A small application with methods of all return types, and what else is found by
 * reflection.
 */
final class Desk {

	private Desk() {
	}

	interface Desks<T> {

		Mono<T> echo(T item);

	}

	interface Server extends Desks<Line> {

		String length(List<Line> lines);

		CompletionStage<Shape> grow(Shape shape);

		void note(Line line);

		Mono<Void> reserve(Line line) throws FullException;

		@Acknowledged
		void confirm();

		Mono<Colour> decide(Choice choice);

	}

	interface Client {

		void noted(Line line);

		Mono<Colour> choose(Choice choice);

	}

	record Line(@NotBlank String text) {

	}

	record Choice(@Lower String text, Colour first) {

	}

	enum Colour {

		RED, GREEN

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
	interface Shape {

		Shape grown();

	}

	record Circle(Radius radius) implements Shape {

		@Override
		public Shape grown() {
			return new Circle(new Radius(this.radius.cm() + 1));
		}

	}

	record Radius(int cm) {

	}

	record Query(String room, Colour colour) {

	}

	record Free(Seat best) {

	}

	record Seat(int row) {

	}

	@ErrorType(value = "FULL", status = 409)
	static final class FullException extends SocketException {

		private static final long serialVersionUID = 1L;

		FullException(Free free) {
			super(free);
		}

	}

	@Target({ ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT })
	@Retention(RetentionPolicy.RUNTIME)
	@Constraint(validatedBy = LowerValidator.class)
	@interface Lower {

		String message() default "must be lower case";

		Class<?>[] groups() default {};

		Class<? extends Payload>[] payload() default {};

	}

	static final class LowerValidator implements ConstraintValidator<Lower, String> {

		@Override
		public boolean isValid(String value, ConstraintValidatorContext context) {
			return value == null || value.equals(value.toLowerCase());
		}

	}

	static final class DeskInterceptor implements HandshakeInterceptor {

		@Override
		public Mono<Void> updateHandshake(ClientHandshake handshake) {
			handshake.header("desk", "1");
			return Mono.empty();
		}

	}

	/**
	 * Handler of a class that {@code connect} does not name.
	 */
	static class DeskHandler implements SocketHandler<Server, Client> {

		@Override
		public Server connect(SocketConnection<Client> connection) {
			Query query = connection.query(Query.class);
			return new DeskSession(connection, query.room());
		}

	}

	static final class DeskSession implements Server {

		private final SocketConnection<Client> connection;

		private final String room;

		DeskSession(SocketConnection<Client> connection, String room) {
			this.connection = connection;
			this.room = room;
		}

		@Override
		public Mono<Line> echo(Line line) {
			return Mono.just(new Line(this.room + ": " + line.text()));
		}

		@Override
		@NonBlocking
		public String length(List<Line> lines) {
			return "" + lines.size();
		}

		@Override
		public CompletionStage<Shape> grow(Shape shape) {
			return CompletableFuture.completedFuture(shape.grown());
		}

		@Override
		public void note(Line line) {
			this.connection.remote().noted(line);
		}

		@Override
		public Mono<Void> reserve(Line line) throws FullException {
			throw new FullException(new Free(new Seat(7)));
		}

		@Override
		public void confirm() {
		}

		@Override
		public Mono<Colour> decide(Choice choice) {
			return this.connection.remote().choose(choice);
		}

	}

	/**
	 * Handler that answers with a lambda.
	 */
	static class PagerHandler implements ReactiveSocketHandler<Pager, Client> {

		private final String name;

		PagerHandler(String name) {
			this.name = name;
		}

		@Override
		public Mono<Pager> connect(SocketConnection<Client> connection) {
			return Mono.just(() -> Mono.just(this.name));
		}

	}

	interface Pager {

		Mono<String> name();

	}

	@Configuration(proxyBeanMethods = false)
	static class Contracts {

		@Bean
		SocketContract<Server, Client> deskApi() {
			return SocketContract.define("DeskApi", Server.class, Client.class)
				.path("/ws/desk/{room}")
				.queryOnConnect(Query.class)
				.use(DeskInterceptor.class)
				.build();
		}

		@Bean
		SocketContract<Pager, Client> oldPagerApi() {
			return SocketContract.define("OldPagerApi", Pager.class, Client.class).path("/ws/pager/old").build();
		}

		@Bean
		SocketContract<Pager, Client> newPagerApi() {
			return SocketContract.define("NewPagerApi", Pager.class, Client.class).path("/ws/pager/new").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RegisterReflection(classes = DeskCalls.DeskClient.class,
			memberCategories = { MemberCategory.INVOKE_PUBLIC_METHODS, MemberCategory.INVOKE_DECLARED_METHODS,
					MemberCategory.ACCESS_DECLARED_FIELDS })
	@Import(Contracts.class)
	static class Application {

		@Bean
		DeskHandler deskHandler() {
			return new DeskHandler();
		}

		@Bean
		@Qualifier("oldPagerApi")
		PagerHandler oldPagerHandler() {
			return new PagerHandler("old");
		}

		@Bean
		@Qualifier("newPagerApi")
		PagerHandler newPagerHandler() {
			return new PagerHandler("new");
		}

		@Bean
		DeskInterceptor deskInterceptor() {
			return new DeskInterceptor();
		}

	}

}
