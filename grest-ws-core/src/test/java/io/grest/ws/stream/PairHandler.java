package io.grest.ws.stream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.stream.PairApi.Lines;
import io.grest.ws.stream.PairApi.Side;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Does what {@link Side} says that it does, and counts.
 */
final class PairHandler implements Side {

	/** The items of {@code forever} so far. */
	final AtomicLong produced = new AtomicLong();

	/** The items that {@code forever} was asked for so far. */
	final AtomicLong requested = new AtomicLong();

	/** The streams and inputs that were cancelled. */
	final AtomicInteger cancelled = new AtomicInteger();

	/** The streams and inputs that have ended in any way. */
	final AtomicInteger ended = new AtomicInteger();

	/** The streams and inputs that have begun. */
	final AtomicInteger begun = new AtomicInteger();

	private final AtomicReference<CompletableFuture<Flux<Long>>> held = new AtomicReference<>(
			new CompletableFuture<>());

	private <T> Flux<T> counted(Flux<T> items) {
		return items.doOnSubscribe((subscription) -> this.begun.incrementAndGet())
			.doOnCancel(this.cancelled::incrementAndGet)
			.doFinally((signal) -> this.ended.incrementAndGet());
	}

	@Override
	public Flux<String> lines(Lines lines) {
		return counted(lines.flux());
	}

	@Override
	public Flux<Long> forever() {
		return counted(numbers());
	}

	/**
	 * The numbers from 0 on, a billion, counted as they are asked for and made.
	 */
	Flux<Long> numbers() {
		return Flux.range(0, 1_000_000_000)
			.map(Integer::longValue)
			.doOnNext((number) -> this.produced.incrementAndGet())
			.doOnRequest(this.requested::addAndGet);
	}

	@Override
	public Flux<Long> never() {
		return counted(Flux.never());
	}

	@Override
	public Flux<String> echo(Flux<String> lines) {
		return counted(lines);
	}

	@Override
	public Mono<Long> total(Flux<String> lines) {
		return counted(lines).count();
	}

	@Override
	public Mono<Long> first(Integer numbers, Flux<Long> all) {
		return counted(all).take(numbers).count();
	}

	/** The input of the next {@code hold}. */
	CompletableFuture<Flux<Long>> nextHeld() {
		CompletableFuture<Flux<Long>> next = new CompletableFuture<>();
		this.held.set(next);
		return next;
	}

	@Override
	public Mono<Long> hold(Flux<Long> numbers) {
		this.held.get().complete(numbers);
		return Mono.never();
	}

	@Override
	public Mono<String> plain(String text) {
		return Mono.just(text);
	}

}
