package io.grest.ws.test.snapshot;

import java.time.Instant;
import java.util.List;

import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;
import io.grest.ws.generate.snapshot.Effect;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static io.grest.ws.generate.snapshot.Effect.BREAKS;
import static io.grest.ws.generate.snapshot.Effect.MISSING;
import static io.grest.ws.generate.snapshot.Effect.NONE;

/**
 * Changes of contracts.
 */
final class Changes {

	static final List<Change> ALL = List.of(
			new Change("nullable field added to an input", Version.ofServer(V1.class).sends(new Plain("a")),
					Version.ofServer(V2.class).sends(new PlainAndMark("a", "b")), NONE, NONE),
			new Change("field added to an input", Version.ofServer(V3.class).sends(new Plain("a")),
					Version.ofServer(V4.class).sends(new PlainAndName("a", "b")), MISSING, NONE),
			new Change("primitive field added to an input", Version.ofServer(V5.class).sends(new Plain("a")),
					Version.ofServer(V6.class).sends(new PlainAndCount("a", 1)), BREAKS, NONE),
			new Change("validated field added to an input", Version.ofServer(V7.class).sends(new Plain("a")),
					Version.ofServer(V8.class).sends(new PlainAndValidName("a", "b")), BREAKS, NONE),
			new Change("field removed from an input", Version.ofServer(V9.class).sends(new PlainAndName("a", "b")),
					Version.ofServer(V10.class).sends(new Plain("a")), NONE, MISSING),
			new Change("field of an input renamed", Version.ofServer(V11.class).sends(new Plain("a")),
					Version.ofServer(V12.class).sends(new Renamed("a")), MISSING, MISSING),
			new Change("primitive field of an input renamed", Version.ofServer(V13.class).sends(new Whole(1)),
					Version.ofServer(V14.class).sends(new RenamedInt(1)), BREAKS, BREAKS),
			new Change("field of an input made required",
					Version.ofServer(V15.class).sends(new Maybe(null), new Maybe("a")),
					Version.ofServer(V16.class).sends(new Valid("a")), BREAKS, NONE),
			new Change("field of an input made nullable", Version.ofServer(V17.class).sends(new Valid("a")),
					Version.ofServer(V18.class).sends(new Maybe(null), new Maybe("a")), NONE, BREAKS),
			new Change("primitive of an input made nullable", Version.ofServer(V19.class).sends(new Whole(1)),
					Version.ofServer(V20.class).sends(new Boxed(null), new Boxed(1)), NONE, BREAKS),
			new Change("input limited", Version.ofServer(V21.class).sends(new Plain("long text")),
					Version.ofServer(V22.class).sends(new Short("abc")), BREAKS, NONE),
			new Change("limit of an input removed", Version.ofServer(V23.class).sends(new Short("abc")),
					Version.ofServer(V24.class).sends(new Plain("long text")), NONE, BREAKS),
			new Change("number of an input widened", Version.ofServer(V25.class).sends(new Whole(1)),
					Version.ofServer(V26.class).sends(new Long(1L << 40)), NONE, BREAKS),
			new Change("number of an input narrowed", Version.ofServer(V27.class).sends(new Long(1L << 40)),
					Version.ofServer(V28.class).sends(new Whole(1)), BREAKS, NONE),
			new Change("whole number of an input made a fraction", Version.ofServer(V29.class).sends(new Whole(1)),
					Version.ofServer(V30.class).sends(new Fraction(1.5)), NONE, BREAKS),
			new Change("number of an input made a text", Version.ofServer(V31.class).sends(new Whole(1)),
					Version.ofServer(V32.class).sends(new Text("1")), BREAKS, BREAKS),
			new Change("text of an input made a time", Version.ofServer(V33.class).sends(new Plain("a")),
					Version.ofServer(V34.class).sends(new Moment(Instant.EPOCH)), BREAKS, NONE),
			new Change("value of an input made a list", Version.ofServer(V35.class).sends(new One("a")),
					Version.ofServer(V36.class).sends(new Many(List.of("a"))), BREAKS, BREAKS),
			new Change("primitive added within an input", Version.ofServer(V37.class).sends(new Nested(new Plain("a"))),
					Version.ofServer(V38.class).sends(new NestedAndCount(new PlainAndCount("a", 1))), BREAKS, NONE),
			new Change("type of an input renamed", Version.ofServer(V39.class).sends(new One("a")),
					Version.ofServer(V40.class).sends(new OneAgain("a")), NONE, NONE),
			new Change("constant added to an input", Version.ofServer(V41.class).sends(new Colored(Color.RED)),
					Version.ofServer(V42.class).sends(new MoreColored(MoreColor.RED), new MoreColored(MoreColor.BLUE)),
					NONE, BREAKS),
			new Change("constant removed from an input",
					Version.ofServer(V43.class).sends(new MoreColored(MoreColor.RED), new MoreColored(MoreColor.BLUE)),
					Version.ofServer(V44.class).sends(new Colored(Color.RED)), BREAKS, NONE),
			new Change("constant added to a result", Version.ofServer(V45.class).answers(new Colored(Color.RED)),
					Version.ofServer(V46.class)
						.answers(new MoreColored(MoreColor.RED), new MoreColored(MoreColor.BLUE)),
					BREAKS, NONE),
			new Change("primitive field added to a result", Version.ofServer(V47.class).answers(new Plain("a")),
					Version.ofServer(V48.class).answers(new PlainAndCount("a", 1)), NONE, BREAKS),
			new Change("field removed from a result", Version.ofServer(V49.class).answers(new PlainAndName("a", "b")),
					Version.ofServer(V50.class).answers(new Plain("a")), MISSING, NONE),
			new Change("constraint added to a result", Version.ofServer(V51.class).answers(new Plain("a")),
					Version.ofServer(V52.class).answers(new Valid("a")), NONE, NONE),
			new Change("result added", Version.ofServer(V53.class), Version.ofServer(V54.class).answers(new Plain("a")),
					NONE, MISSING),
			new Change("result removed", Version.ofServer(V55.class).answers(new Plain("a")),
					Version.ofServer(V56.class), MISSING, NONE),
			new Change("input added", Version.ofServer(V57.class), Version.ofServer(V58.class).sends(new Plain("a")),
					BREAKS, NONE),
			new Change("input removed", Version.ofServer(V59.class).sends(new Plain("a")), Version.ofServer(V60.class),
					NONE, BREAKS),
			new Change("error added", Version.ofServer(V61.class),
					Version.ofServer(V62.class).answers(null, new Full()), MISSING, NONE),
			new Change("error removed", Version.ofServer(V63.class).answers(null, new Full()),
					Version.ofServer(V64.class), NONE, MISSING),
			new Change("message made a call", Version.ofServer(V65.class).sends(new Plain("a")),
					Version.ofServer(V66.class).sends(new Plain("a")), NONE, NONE),
			new Change("call made a message", Version.ofServer(V67.class).sends(new Plain("a")),
					Version.ofServer(V68.class).sends(new Plain("a")), NONE, NONE),
			new Change("answer made a stream", Version.ofServer(V69.class).answers(new Plain("a")),
					Version.ofServer(V70.class).answers(new Plain("a")), BREAKS, MISSING),
			new Change("method of the server added", Version.ofServer(Version.Base.class),
					Version.ofServer(V71.class).sends(new Plain("a")), NONE, BREAKS),
			new Change("method of the server renamed", Version.ofServer(V72.class), Version.ofServer(V73.class), BREAKS,
					BREAKS),
			new Change("method of a client added", Version.ofClient(Version.Base.class),
					Version.ofClient(V74.class).sends(new Plain("a")), BREAKS, NONE),
			new Change("method moved to a client", Version.ofServer(V75.class).sends(new Plain("a")),
					Version.ofClient(V76.class).sends(new Plain("a")), BREAKS, NONE),
			new Change("primitive field added to a message to a client",
					Version.ofClient(V77.class).sends(new Plain("a")),
					Version.ofClient(V78.class).sends(new PlainAndCount("a", 1)), NONE, BREAKS),
			new Change("field added to a message to a client", Version.ofClient(V79.class).sends(new Plain("a")),
					Version.ofClient(V80.class).sends(new PlainAndName("a", "b")), NONE, MISSING),
			new Change("parameter added to the query",
					Version.ofServer(Version.Base.class)
						.with((contract) -> contract.queryOnConnect(Room.class), new Room("a")),
					Version.ofServer(Version.Base.class)
						.with((contract) -> contract.queryOnConnect(RoomAndLanguage.class),
								new RoomAndLanguage("a", "fr")),
					MISSING, NONE),
			new Change("call with a result made a message",
					Version.ofServer(Answering.class).sends(new Plain("a")).answers(new Plain("a")),
					Version.ofServer(Telling.class).sends(new Plain("a")), MISSING, NONE),
			new Change("primitive parameter added to the query",
					Version.ofServer(Version.Base.class)
						.with((contract) -> contract.queryOnConnect(Room.class), new Room("a")),
					Version.ofServer(Version.Base.class)
						.with((contract) -> contract.queryOnConnect(RoomAndSize.class), new RoomAndSize("a", 1)),
					BREAKS, NONE),
			new Change("nullable parameter added to the query",
					Version.ofServer(Version.Base.class)
						.with((contract) -> contract.queryOnConnect(Room.class), new Room("a")),
					Version.ofServer(Version.Base.class)
						.with((contract) -> contract.queryOnConnect(RoomAndMaybe.class), new RoomAndMaybe("a", null)),
					NONE, NONE));

	private Changes() {
	}

	/**
	 * A change, and what it does.
	 */
	record Change(String name, Version before, Version after, Effect oldClients, Effect oldServers) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	enum Color {

		RED

	}

	enum MoreColor {

		RED, BLUE

	}

	@ErrorType(value = "FULL", status = 409)
	static class Full extends SocketException {

	}

	record Plain(String text) {

	}

	record PlainAndMark(String text, @Nullable String mark) {

	}

	record PlainAndName(String text, String name) {

	}

	record PlainAndCount(String text, int count) {

	}

	record PlainAndValidName(String text, @NotNull String name) {

	}

	record Renamed(String body) {

	}

	record RenamedInt(int figure) {

	}

	record Whole(int number) {

	}

	record Long(long number) {

	}

	record Fraction(double number) {

	}

	record Text(String number) {

	}

	record Boxed(@Nullable Integer number) {

	}

	record Valid(@NotNull String text) {

	}

	record Maybe(@Nullable String text) {

	}

	record Short(@Size(max = 3) String text) {

	}

	record Colored(Color color) {

	}

	record MoreColored(MoreColor color) {

	}

	record One(String value) {

	}

	record Many(List<String> value) {

	}

	record Nested(Plain inner) {

	}

	record NestedAndCount(PlainAndCount inner) {

	}

	record Moment(Instant text) {

	}

	record OneAgain(String value) {

	}

	record RoomAndSize(String room, int size) {

	}

	interface Answering extends Version.Base {

		Mono<Plain> call(Plain input);

	}

	interface Telling extends Version.Base {

		void call(Plain input);

	}

	record Room(String room) {

	}

	record RoomAndLanguage(String room, String language) {

	}

	record RoomAndMaybe(String room, @Nullable String language) {

	}

	interface V1 extends Version.Base {

		Mono<Void> call(Plain input);

	}

	interface V2 extends Version.Base {

		Mono<Void> call(PlainAndMark input);

	}

	interface V3 extends Version.Base {

		Mono<Void> call(Plain input);

	}

	interface V4 extends Version.Base {

		Mono<Void> call(PlainAndName input);

	}

	interface V5 extends Version.Base {

		Mono<Void> call(Plain input);

	}

	interface V6 extends Version.Base {

		Mono<Void> call(PlainAndCount input);

	}

	interface V7 extends Version.Base {

		Mono<Void> call(Plain input);

	}

	interface V8 extends Version.Base {

		Mono<Void> call(PlainAndValidName input);

	}

	interface V9 extends Version.Base {

		Mono<Void> call(PlainAndName input);

	}

	interface V10 extends Version.Base {

		Mono<Void> call(Plain input);

	}

	interface V11 extends Version.Base {

		Mono<Void> call(Plain input);

	}

	interface V12 extends Version.Base {

		Mono<Void> call(Renamed input);

	}

	interface V13 extends Version.Base {

		Mono<Void> call(Whole input);

	}

	interface V14 extends Version.Base {

		Mono<Void> call(RenamedInt input);

	}

	interface V15 extends Version.Base {

		Mono<Void> call(Maybe input);

	}

	interface V16 extends Version.Base {

		Mono<Void> call(Valid input);

	}

	interface V17 extends Version.Base {

		Mono<Void> call(Valid input);

	}

	interface V18 extends Version.Base {

		Mono<Void> call(Maybe input);

	}

	interface V19 extends Version.Base {

		Mono<Void> call(Whole input);

	}

	interface V20 extends Version.Base {

		Mono<Void> call(Boxed input);

	}

	interface V21 extends Version.Base {

		Mono<Void> call(Plain input);

	}

	interface V22 extends Version.Base {

		Mono<Void> call(Short input);

	}

	interface V23 extends Version.Base {

		Mono<Void> call(Short input);

	}

	interface V24 extends Version.Base {

		Mono<Void> call(Plain input);

	}

	interface V25 extends Version.Base {

		Mono<Void> call(Whole input);

	}

	interface V26 extends Version.Base {

		Mono<Void> call(Long input);

	}

	interface V27 extends Version.Base {

		Mono<Void> call(Long input);

	}

	interface V28 extends Version.Base {

		Mono<Void> call(Whole input);

	}

	interface V29 extends Version.Base {

		Mono<Void> call(Whole input);

	}

	interface V30 extends Version.Base {

		Mono<Void> call(Fraction input);

	}

	interface V31 extends Version.Base {

		Mono<Void> call(Whole input);

	}

	interface V32 extends Version.Base {

		Mono<Void> call(Text input);

	}

	interface V33 extends Version.Base {

		Mono<Void> call(Plain input);

	}

	interface V34 extends Version.Base {

		Mono<Void> call(Moment input);

	}

	interface V35 extends Version.Base {

		Mono<Void> call(One input);

	}

	interface V36 extends Version.Base {

		Mono<Void> call(Many input);

	}

	interface V37 extends Version.Base {

		Mono<Void> call(Nested input);

	}

	interface V38 extends Version.Base {

		Mono<Void> call(NestedAndCount input);

	}

	interface V39 extends Version.Base {

		Mono<Void> call(One input);

	}

	interface V40 extends Version.Base {

		Mono<Void> call(OneAgain input);

	}

	interface V41 extends Version.Base {

		Mono<Void> call(Colored input);

	}

	interface V42 extends Version.Base {

		Mono<Void> call(MoreColored input);

	}

	interface V43 extends Version.Base {

		Mono<Void> call(MoreColored input);

	}

	interface V44 extends Version.Base {

		Mono<Void> call(Colored input);

	}

	interface V45 extends Version.Base {

		Mono<Colored> call();

	}

	interface V46 extends Version.Base {

		Mono<MoreColored> call();

	}

	interface V47 extends Version.Base {

		Mono<Plain> call();

	}

	interface V48 extends Version.Base {

		Mono<PlainAndCount> call();

	}

	interface V49 extends Version.Base {

		Mono<PlainAndName> call();

	}

	interface V50 extends Version.Base {

		Mono<Plain> call();

	}

	interface V51 extends Version.Base {

		Mono<Plain> call();

	}

	interface V52 extends Version.Base {

		Mono<Valid> call();

	}

	interface V53 extends Version.Base {

		Mono<Void> call();

	}

	interface V54 extends Version.Base {

		Mono<Plain> call();

	}

	interface V55 extends Version.Base {

		Mono<Plain> call();

	}

	interface V56 extends Version.Base {

		Mono<Void> call();

	}

	interface V57 extends Version.Base {

		Mono<Void> call();

	}

	interface V58 extends Version.Base {

		Mono<Void> call(Plain input);

	}

	interface V59 extends Version.Base {

		Mono<Void> call(Plain input);

	}

	interface V60 extends Version.Base {

		Mono<Void> call();

	}

	interface V61 extends Version.Base {

		Mono<Void> call();

	}

	interface V62 extends Version.Base {

		Mono<Void> call() throws Full;

	}

	interface V63 extends Version.Base {

		Mono<Void> call() throws Full;

	}

	interface V64 extends Version.Base {

		Mono<Void> call();

	}

	interface V65 extends Version.Base {

		void call(Plain input);

	}

	interface V66 extends Version.Base {

		Mono<Void> call(Plain input);

	}

	interface V67 extends Version.Base {

		Mono<Void> call(Plain input);

	}

	interface V68 extends Version.Base {

		void call(Plain input);

	}

	interface V69 extends Version.Base {

		Mono<Plain> call();

	}

	interface V70 extends Version.Base {

		Flux<Plain> call();

	}

	interface V71 extends Version.Base {

		Mono<Void> call(Plain input);

	}

	interface V72 extends Version.Base {

		Mono<Void> call();

	}

	interface V73 extends Version.Base {

		Mono<Void> callAgain();

	}

	interface V74 extends Version.Base {

		void call(Plain input);

	}

	interface V75 extends Version.Base {

		void call(Plain input);

	}

	interface V76 extends Version.Base {

		void call(Plain input);

	}

	interface V77 extends Version.Base {

		void call(Plain input);

	}

	interface V78 extends Version.Base {

		void call(PlainAndCount input);

	}

	interface V79 extends Version.Base {

		void call(Plain input);

	}

	interface V80 extends Version.Base {

		void call(PlainAndName input);

	}

}
