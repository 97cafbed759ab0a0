//! Messages and the JSON they become.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};

use super::*;
use crate::app::message::Field;

fn as_json(builder: impl Serialize) -> Value {
    serde_json::to_value(builder).expect("JSON")
}

fn picture(name: &str, bytes: &[u8]) -> Picture {
    Picture { name: name.to_owned(), bytes: Arc::from(bytes), alt: "A person on hands and knees".to_owned() }
}

fn card_with(picture: Picture) -> Card {
    Card { title: "Cat-cow".to_owned(), picture: Some(picture), ..Card::default() }
}

fn length(value: &Value) -> usize {
    value.as_str().map_or(0, len)
}

#[test]
fn a_card_becomes_an_embed_with_its_picture() {
    let json =
        as_json(create(&Message { cards: vec![card_with(picture("cat-cow.gif", b"GIF"))], ..Message::default() }));
    assert_eq!(json["embeds"][0]["title"], "Cat-cow");
    assert_eq!(json["embeds"][0]["image"]["url"], "attachment://cat-cow.gif");
    let expected = json!([{ "id": 0, "filename": "cat-cow.gif", "description": "A person on hands and knees" }]);
    assert_eq!(json["attachments"], expected);
}

#[test]
fn only_the_named_people_are_pinged() {
    let json =
        as_json(create(&Message { content: "@everyone <@7>".to_owned(), pings: vec![9, 0, -1], ..Message::default() }));
    assert_eq!(json["allowed_mentions"], json!({ "parse": [], "users": ["9"], "roles": [], "replied_user": false }));
}

#[test]
fn an_edit_clears_what_is_gone() {
    for json in [as_json(edit(&Message::default())), as_json(edit_response(&Message::default()))] {
        assert_eq!(json["content"], "");
        for emptied in ["embeds", "components", "attachments"] {
            assert_eq!(json[emptied], json!([]), "{emptied}");
        }
    }
}

#[test]
fn an_update_of_the_buttons_message_clears_what_is_gone() {
    let json = as_json(response(&Message::default()));
    assert_eq!((&json["content"], &json["embeds"]), (&json!(""), &json!([])));
    assert_eq!((&json["components"], &json["attachments"]), (&json!([]), &json!([])));
}

#[test]
fn everything_is_cut_to_what_discord_takes() {
    let long = "👍 word ".repeat(2_000);
    let field = Field { name: long.clone(), value: long.clone(), inline: false };
    let card = Card {
        title: long.clone(),
        body: long.clone(),
        fields: vec![field; 30],
        footer: long.clone(),
        picture: Some(Picture { alt: long.clone(), ..picture("a.png", b"") }),
        ..Card::default()
    };
    let buttons = Row::Buttons(vec![Button::new(long.clone(), long.clone()); 7]);
    let choice = Choice { value: long.clone(), label: long.clone() };
    let menu = Row::Menu(Menu { id: long.clone(), placeholder: long.clone(), choices: vec![choice; 30] });
    let rows = vec![buttons, menu.clone(), menu.clone(), menu.clone(), menu.clone(), menu];
    let json = as_json(create(&Message { content: long, cards: vec![card; 12], rows, ..Message::default() }));

    assert!(length(&json["content"]) <= 2_000);
    let embeds = json["embeds"].as_array().expect("embeds");
    assert_eq!(embeds.len(), 10);
    let fields = |embed: &Value| embed["fields"].as_array().cloned().unwrap_or_default();
    let total: usize = embeds
        .iter()
        .map(|embed| {
            let in_fields: usize =
                fields(embed).iter().map(|field| length(&field["name"]) + length(&field["value"])).sum();
            length(&embed["title"]) + length(&embed["description"]) + length(&embed["footer"]["text"]) + in_fields
        })
        .sum();
    assert!(total <= 6_000, "{total}");
    assert!(embeds.iter().flat_map(fields).all(|field| length(&field["name"]) > 0 && length(&field["value"]) > 0));
    assert!(length(&json["attachments"][0]["description"]) <= 1_024);
    assert_eq!(json["components"].as_array().map(Vec::len), Some(5));
    let first = json["components"][0]["components"].as_array().expect("buttons");
    assert_eq!(first.len(), 5);
    assert!(length(&first[0]["label"]) <= 80 && length(&first[0]["custom_id"]) <= 100);
    let menu = &json["components"][1]["components"][0];
    assert_eq!(menu["options"].as_array().map(Vec::len), Some(25));
    assert!(length(&menu["options"][0]["label"]) <= 100 && length(&menu["placeholder"]) <= 150);
}

#[test]
fn empty_rows_and_fields_are_left_out() {
    let menu = Menu { id: "m".to_owned(), placeholder: String::new(), choices: Vec::new() };
    let card = Card {
        fields: vec![Field::default(), Field { name: "Dose".to_owned(), ..Field::default() }],
        ..Card::default()
    };
    let rows = vec![Row::Buttons(Vec::new()), Row::Menu(menu)];
    let json = as_json(create(&Message { cards: vec![card], rows, ..Message::default() }));
    assert_eq!(json["components"], json!([]));
    assert_eq!(json["embeds"][0]["fields"], json!([{ "name": "Dose", "value": BLANK, "inline": false }]));
}

#[test]
fn two_pictures_of_one_name_stay_apart_and_one_picture_twice_is_sent_once() {
    let cards = vec![
        card_with(picture("a.png", b"one")),
        card_with(picture("a.png", b"two")),
        card_with(picture("a.png", b"one")),
    ];
    let json = as_json(create(&Message { cards, ..Message::default() }));
    let urls: Vec<&str> = (0..3).filter_map(|n| json["embeds"][n]["image"]["url"].as_str()).collect();
    assert_eq!(urls, ["attachment://a.png", "attachment://1-a.png", "attachment://a.png"]);
    assert_eq!(json["attachments"].as_array().map(Vec::len), Some(2));
}

#[test]
fn private_silent_and_spoken_are_flags_of_an_answer() {
    let json = as_json(response(&Message { private: true, silent: true, spoken: true, ..Message::default() }));
    assert_eq!(json["flags"], (1 << 6) | (1 << 12));
    assert_eq!(json["tts"], true);
    let json = as_json(follow_up(&Message { private: true, ..Message::default() }));
    assert_eq!(json["flags"], 1 << 6);
}

#[test]
fn a_silent_message_rings_nowhere() {
    let json = as_json(create(&Message { content: "go".to_owned(), silent: true, ..Message::default() }));
    assert_eq!(json["flags"], 1 << 12);
    assert!(as_json(create(&Message::default())).get("flags").is_none());
}

#[test]
fn buttons_keep_style_and_state() {
    let stop = Button { disabled: true, ..Button::new("stop:1", "Stop").style(Style::Danger) };
    let json = as_json(create(&Message { rows: vec![Row::Buttons(vec![stop])], ..Message::default() }));
    let expected = json!({ "type": 2, "style": 4, "custom_id": "stop:1", "label": "Stop", "disabled": true });
    assert_eq!(json["components"][0]["components"][0], expected);
}
