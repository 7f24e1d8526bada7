package io.grest.ws.demo.chat;

/**
 * A room as somebody outside sees it.
 *
 * @param id what its path calls it
 * @param name what people call it
 * @param topic what it is for
 * @param capacity how many it holds
 * @param present how many are inside
 */
record RoomInfo(String id, String name, String topic, int capacity, int present) {

}
