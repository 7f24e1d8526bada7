package io.grest.ws.generate;

import java.util.List;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.sample.Catalogue;
import io.grest.ws.generate.sample.Catalogue.Page;
import io.grest.ws.protocol.PayloadCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The names of generated types.
 */
class TypeNamesTests {

	@Test
	void twoTypesOfOneSimpleNameAreBothQualifiedAndSaySo() {
		String text = generate("ItemApi", TwoItems.class, Nothing.class).declarations();
		String remark = "/**\n * Qualified: io.grest.ws.generate.sample.Catalogue.Item and"
				+ " io.grest.ws.generate.sample.billing.Item have the simple\n * name Item in common.\n */\n";
		assertThat(text)
			.contains(remark + "export interface CatalogueItem {\n  name: string\n",
					remark + "export interface BillingItem {\n  price: number\n", "plain(input: CatalogueItem): void",
					"billed(input: BillingItem): void", "export interface PageOfBillingItem {",
					"export interface PageOfCatalogueItem {")
			.doesNotContain("interface Item ");
	}

	@Test
	void qualifiesLocalTypesByTheirNames() {
		record Item(String local) {

		}
		interface Local {

			void local(Item item);

			void plain(Catalogue.Item item);

		}
		assertThat(generate("ItemApi", Local.class, Nothing.class).declarations()).contains(
				"/**\n * Qualified: io.grest.ws.generate.TypeNamesTests$1Item and"
						+ " io.grest.ws.generate.sample.Catalogue.Item have the simple\n * name Item in common.\n */\n"
						+ "export interface TypeNamesTests1Item {\n  local: string\n",
				"plain(input: CatalogueItem): void");
	}

	@Test
	void aNameThatTheLanguageOrTheModuleHasIsQualified() {
		String text = generate("ItemApi", Taken.class, Nothing.class).declarations();
		assertThat(text).contains(
				"/** Qualified: the name Promise is taken. */\nexport interface TypeNamesTestsPromise {",
				"/** Qualified: the name ItemApiPath is taken. */\nexport interface TypeNamesTestsItemApiPath {",
				"/** The variables of the path /ws. */\nexport type ItemApiPath = ");
	}

	@Test
	void aTypeThatIsWrittenAndReadAlikeHasOneName() {
		assertThat(generate("ItemApi", Echo.class, Nothing.class).declarations())
			.contains("echo(input: Plain, options?: CallOptions): Promise<Plain>", "export interface Plain {")
			.doesNotContain("PlainInput");
	}

	@Test
	void aTypeThatIsReadDifferentlyFromHowItIsWrittenHasTwo() {
		assertThat(generate("ItemApi", EchoGap.class, Nothing.class).declarations()).contains(
				"echo(input: GapInput, options?: CallOptions): Promise<Gap>",
				"export interface Gap {\n  name: string | null\n",
				"export interface GapInput {\n  name?: string | null\n");
	}

	@Test
	void aTypeHasTwoNamesWhereOnlyAPartOfItHas() {
		assertThat(generate("ItemApi", EchoHolder.class, Nothing.class).declarations()).contains(
				"echo(input: HolderInput[], options?: CallOptions): Promise<Holder[]>",
				"export interface HolderInput {\n  gap: GapInput\n");
	}

	@Test
	void aTypeThatGoesOneWayHasOneName() {
		assertThat(generate("ItemApi", TakesGap.class, Nothing.class).declarations()).contains("take(input: Gap): void",
				"export interface Gap {\n  name?: string | null\n");
	}

	@Test
	void theConstantBeginsWithASmallLetterAndIsNoReservedWord() {
		assertThat(generate("Delete", Nothing.class, Nothing.class).javaScript())
			.contains("export const deleteApi = /*@__PURE__*/ socketApi({\n  name: \"Delete\"");
		assertThat(generate("houseApi", Nothing.class, Nothing.class).declarations())
			.contains("export declare const houseApi: SocketApi<HouseApiTypes>");
	}

	private static TypeScriptModule generate(String name, Class<?> server, Class<?> client) {
		return new TypeScriptGenerator(new PayloadCodec())
			.generate(SocketContract.define(name, server, client).path("/ws").build());
	}

	interface Nothing {

	}

	interface TwoItems {

		void plain(Catalogue.Item item);

		void billed(io.grest.ws.generate.sample.billing.Item item);

		void plainPage(Page<Catalogue.Item> page);

		void billedPage(Page<io.grest.ws.generate.sample.billing.Item> page);

	}

	interface Taken {

		void promise(Promise promise);

		void path(ItemApiPath path);

	}

	record Promise(int number) {

	}

	record ItemApiPath(int number) {

	}

	interface Echo {

		Mono<Plain> echo(Plain plain);

	}

	record Plain(String name) {

	}

	interface EchoGap {

		Mono<Gap> echo(Gap gap);

	}

	record Gap(@Nullable String name) {

	}

	interface EchoHolder {

		Mono<List<Holder>> echo(List<Holder> holders);

	}

	record Holder(Gap gap) {

	}

	interface TakesGap {

		void take(Gap gap);

	}

}
