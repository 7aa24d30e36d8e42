(* SymGeoLemmas.v -- proved here once, used by the scripts; nobody has to trust it. *)
From Coq Require Import Reals Lra Lia List Arith Psatz.
From Coquelicot Require Import Coquelicot.
Require Import SymGeo.
Import ListNotations.
Open Scope R_scope.

(** * Pullbacks by a matrix of derivatives *)
Definition gram_of (H : list (list R)) (n : nat) (J : list (list R)) (i j : nat) : R :=
  sumR n (fun a => sumR n (fun b => entry H a b * (entry J a i * entry J b j))).
Definition gram_diagonal (H : list (list R)) (n : nat) (J : list (list R)) (i j : nat) : R :=
  sumR n (fun a => entry H a a * (entry J a i * entry J a j)).

Lemma sumR_ext : forall n a b, (forall k, (k < n)%nat -> a k = b k) -> sumR n a = sumR n b.
Proof.
  intros n a b E; unfold sumR; f_equal; apply map_ext_in.
  intros k Hk; apply E; apply in_seq in Hk; lia.
Qed.

Lemma sum_zero : forall l (a : nat -> R), (forall k, In k l -> a k = 0) -> fold_right Rplus 0 (map a l) = 0.
Proof.
  induction l as [|k l IH]; intros a E; simpl; [ reflexivity | ].
  rewrite (E k), IH; [ ring | | left; reflexivity ]. intros; apply E; right; assumption.
Qed.

Lemma sum_single : forall l (a : nat -> R) k, NoDup l -> In k l -> (forall j, In j l -> j <> k -> a j = 0) ->
  fold_right Rplus 0 (map a l) = a k.
Proof.
  induction l as [|j l IH]; intros a k ND Hk E; [ destruct Hk | ]; simpl.
  inversion ND as [|? ? Nj NDl]; subst.
  destruct (Nat.eq_dec j k) as [->|Njk].
  - rewrite sum_zero; [ ring | ]. intros i Hi; apply E; [ right; exact Hi | intro; subst; contradiction ].
  - rewrite (E j (or_introl eq_refl) Njk), (IH a k NDl).
    + ring.
    + destruct Hk as [->|Hk]; [ congruence | exact Hk ].
    + intros i Hi; apply E; right; exact Hi.
Qed.

Lemma gram_of_diagonal : forall H n J i j,
  (forall a b, (a < n)%nat -> (b < n)%nat -> a <> b -> entry H a b = 0) ->
  gram_of H n J i j = gram_diagonal H n J i j.
Proof.
  intros H n J i j E; apply sumR_ext; intros a Ha; unfold sumR.
  rewrite (sum_single _ _ a); [ reflexivity | apply seq_NoDup | apply in_seq; lia | ].
  intros b Hb N; apply in_seq in Hb; rewrite E; [ ring | lia | lia | congruence ].
Qed.

Lemma gram_diagonal_sym : forall H n J i j, gram_diagonal H n J i j = gram_diagonal H n J j i.
Proof. intros; apply sumR_ext; intros; ring. Qed.

Definition jacobian_at (m n : nat) (F : point -> list R) (J : list (list R)) (x : point) : Prop :=
  forall k i, (k < n)%nat -> (i < m)%nat -> is_derive (along F k i x) (x i) (entry J k i).

Lemma has_partials_by_jacobian : forall m n F J x, jacobian_at m n F J x -> has_partials m n F x.
Proof. intros m n F J x D k i Hk Hi; exists (entry J k i); now apply D. Qed.

Lemma pullback_by_jacobian : forall H m n F J x, jacobian_at m n F J x ->
  forall i j, (i < m)%nat -> (j < m)%nat -> pullback_of H n F i j x = gram_of (H (F x)) n J i j.
Proof.
  intros H m n F J x D i j Hi Hj; apply sumR_ext; intros a Ha; apply sumR_ext; intros b Hb.
  unfold partial. now rewrite (is_derive_unique _ _ _ (D a i Ha Hi)), (is_derive_unique _ _ _ (D b j Hb Hj)).
Qed.

Lemma pulls_back_by_jacobian : forall H m n (U : point -> Prop) F G c (J : point -> list (list R)),
  (forall x, U x -> jacobian_at m n F (J x) x) ->
  (forall x, U x -> 0 < c x) ->
  (forall x, U x -> forall i j, (i < m)%nat -> (j < m)%nat -> gram_of (H (F x)) n (J x) i j = c x * entry (G x) i j) ->
  pulls_back_to H m n U F G c.
Proof.
  intros H m n U F G c J D P E x Ux; split; [ | split ].
  - exact (has_partials_by_jacobian m n F (J x) x (D x Ux)).
  - exact (P x Ux).
  - intros i j Hi Hj. rewrite (pullback_by_jacobian H m n F (J x) x (D x Ux) i j Hi Hj); now apply E.
Qed.

(** * Derivatives, rule by rule *)
Lemma is_derive_eq : forall (f : R -> R) (x d e : R), is_derive f x d -> d = e -> is_derive f x e.
Proof. intros; subst; assumption. Qed.
Lemma D_const : forall c x : R, is_derive (fun _ : R => c) x 0.
Proof. intros; apply (is_derive_const (V := R_NormedModule) c x). Qed.
Lemma D_id : forall x : R, is_derive (fun t : R => t) x 1.
Proof. intros; apply (is_derive_id x). Qed.
Lemma D_plus : forall (f g : R -> R) (x : R) (a : R) (b : R), is_derive f x a -> is_derive g x b -> is_derive (fun t => f t + g t) x (a + b).
Proof. intros; apply (is_derive_plus (V := R_NormedModule)); assumption. Qed.
Lemma D_plus_l : forall (f : R -> R) (c : R) (x : R) (a : R), is_derive f x a -> is_derive (fun t => f t + c) x a.
Proof. intros f c x a A; apply (is_derive_eq _ _ _ _ (D_plus f (fun _ => c) x a 0 A (D_const c x))); ring. Qed.
Lemma D_plus_r : forall (f : R -> R) (c : R) (x : R) (a : R), is_derive f x a -> is_derive (fun t => c + f t) x a.
Proof. intros f c x a A; apply (is_derive_eq _ _ _ _ (D_plus (fun _ => c) f x 0 a (D_const c x) A)); ring. Qed.
Lemma D_opp : forall (f : R -> R) (x : R) (a : R), is_derive f x a -> is_derive (fun t => - f t) x (- a).
Proof. intros; apply (is_derive_opp (V := R_NormedModule)); assumption. Qed.
Lemma D_mult : forall (f g : R -> R) (x : R) (a : R) (b : R), is_derive f x a -> is_derive g x b ->
  is_derive (fun t => f t * g t) x (a * g x + f x * b).
Proof.
  intros f g x a b A B. apply is_derive_Reals. apply is_derive_Reals in A. apply is_derive_Reals in B.
  exact (derivable_pt_lim_mult f g x a b A B).
Qed.
Lemma D_mult_l : forall (f : R -> R) (c : R) (x : R) (a : R), is_derive f x a -> is_derive (fun t => f t * c) x (a * c).
Proof. intros f c x a A; apply (is_derive_eq _ _ _ _ (D_mult f (fun _ => c) x a 0 A (D_const c x))); ring. Qed.
Lemma D_mult_r : forall (f : R -> R) (c : R) (x : R) (a : R), is_derive f x a -> is_derive (fun t => c * f t) x (c * a).
Proof. intros f c x a A; apply (is_derive_eq _ _ _ _ (D_mult (fun _ => c) f x 0 a (D_const c x) A)); ring. Qed.
Lemma D_inv : forall (f : R -> R) (x : R) (a : R), is_derive f x a -> f x <> 0 -> is_derive (fun t => / f t) x (- (a * / f x ^ 2)).
Proof.
  intros f x a A N; apply (is_derive_eq _ _ _ _ (is_derive_inv f x a A N)); unfold Rdiv; ring.
Qed.
Lemma D_pow : forall (f : R -> R) (x : R) (a : R) (n : nat) (m : nat) (c : R), is_derive f x a -> n = S m -> INR n = c ->
  is_derive (fun t => f t ^ n) x (c * f x ^ m * a).
Proof.
  intros f x a n m c A -> <-.
  apply (is_derive_eq _ _ _ _ (is_derive_pow f (S m) x a A)); simpl pred; ring.
Qed.
Lemma D_comp : forall (u f : R -> R) (x : R) (a : R) (d : R), is_derive f x a -> is_derive u (f x) d -> is_derive (fun t => u (f t)) x (d * a).
Proof.
  intros u f x a d A B. apply (is_derive_eq _ _ _ _ (is_derive_comp u f x d a B A)).
  unfold scal; simpl; unfold mult; simpl; ring.
Qed.
Lemma D_exp : forall (f : R -> R) (x : R) (a : R), is_derive f x a -> is_derive (fun t => exp (f t)) x (exp (f x) * a).
Proof. intros f x a A; apply (D_comp exp f x a _ A); apply is_derive_exp. Qed.
Lemma D_sin : forall (f : R -> R) (x : R) (a : R), is_derive f x a -> is_derive (fun t => sin (f t)) x (cos (f x) * a).
Proof. intros f x a A; apply (D_comp sin f x a _ A); apply is_derive_sin. Qed.
Lemma D_cos : forall (f : R -> R) (x : R) (a : R), is_derive f x a -> is_derive (fun t => cos (f t)) x (- (sin (f x) * a)).
Proof.
  intros f x a A; apply (is_derive_eq _ _ _ _ (D_comp cos f x a _ A (is_derive_cos (f x)))); ring.
Qed.
Lemma D_sinh : forall (f : R -> R) (x : R) (a : R), is_derive f x a -> is_derive (fun t => sinh (f t)) x (cosh (f x) * a).
Proof. intros f x a A; apply (D_comp sinh f x a _ A); apply is_derive_Reals, derivable_pt_lim_sinh. Qed.
Lemma D_cosh : forall (f : R -> R) (x : R) (a : R), is_derive f x a -> is_derive (fun t => cosh (f t)) x (sinh (f x) * a).
Proof. intros f x a A; apply (D_comp cosh f x a _ A); apply is_derive_Reals, derivable_pt_lim_cosh. Qed.
Lemma D_ln : forall (f : R -> R) (x : R) (a : R), is_derive f x a -> 0 < f x -> is_derive (fun t => ln (f t)) x (a * / f x).
Proof.
  intros f x a A P; apply (is_derive_eq _ _ _ _ (D_comp ln f x a _ A (is_derive_ln (f x) P))); ring.
Qed.
Lemma D_sqrt : forall (f : R -> R) (x : R) (a : R), is_derive f x a -> 0 < f x -> is_derive (fun t => sqrt (f t)) x (a * / (2 * sqrt (f x))).
Proof.
  intros f x a A P; apply (is_derive_eq _ _ _ _ (is_derive_sqrt f x a A P)); unfold Rdiv; ring.
Qed.
Lemma D_Rpower : forall (f : R -> R) (x : R) (a : R) (q : R), is_derive f x a -> 0 < f x ->
  is_derive (fun t => Rpower (f t) q) x (q * Rpower (f x) q * / f x * a).
Proof.
  intros f x a q A P. unfold Rpower.
  apply (is_derive_eq _ _ _ _ (D_exp _ x _ (D_mult_r _ q x _ (D_ln f x a A P)))); ring.
Qed.
Lemma D_atan : forall (f : R -> R) (x : R) (a : R), is_derive f x a -> is_derive (fun t => atan (f t)) x (a * / (1 + f x ^ 2)).
Proof.
  intros f x a A; apply (is_derive_eq _ _ _ _ (D_comp atan f x a _ A (is_derive_atan (f x)))).
  unfold Rsqr; replace (f x * f x) with (f x ^ 2) by ring; ring.
Qed.
Lemma D_asin : forall (f : R -> R) (x : R) (a : R), is_derive f x a -> -1 < f x < 1 ->
  is_derive (fun t => asin (f t)) x (a * / sqrt (1 - f x ^ 2)).
Proof.
  intros f x a A B.
  apply (is_derive_eq _ _ (/ sqrt (1 - f x ^ 2) * a)); [ | ring ].
  apply (D_comp asin f x a _ A), is_derive_Reals.
  replace (/ sqrt (1 - f x ^ 2)) with (1 / sqrt (1 - (f x)²)).
  - exact (derive_pt_eq_1 asin (f x) _ (derivable_pt_asin (f x) B) (derive_pt_asin (f x) B)).
  - unfold Rsqr; replace (f x * f x) with (f x ^ 2) by ring; unfold Rdiv; ring.
Qed.
Lemma D_abs_pos : forall (f : R -> R) (x : R) (a : R), is_derive f x a -> 0 < f x -> is_derive (fun t => Rabs (f t)) x a.
Proof.
  intros f x a A P. apply (is_derive_eq _ _ (1 * a)); [ | ring ].
  apply (D_comp Rabs f x a _ A), is_derive_Reals, Rabs_derive_1; assumption.
Qed.
Lemma D_abs_neg : forall (f : R -> R) (x : R) (a : R), is_derive f x a -> f x < 0 -> is_derive (fun t => Rabs (f t)) x (- a).
Proof.
  intros f x a A P. apply (is_derive_eq _ _ (-1 * a)); [ | ring ].
  apply (D_comp Rabs f x a _ A), is_derive_Reals, Rabs_derive_2; assumption.
Qed.

(** * Relations between atoms *)
Lemma rel_trig : forall a, cos a ^ 2 + sin a ^ 2 - 1 = 0.
Proof. intros a; generalize (sin2_cos2 a); unfold Rsqr; lra. Qed.
Lemma rel_hyp : forall a, cosh a ^ 2 - sinh a ^ 2 - 1 = 0.
Proof.
  intros a; unfold cosh, sinh.
  assert (E : exp a * exp (- a) = 1) by (rewrite <- exp_plus, Rplus_opp_r; apply exp_0).
  replace _ with (exp a * exp (- a) - 1) by field; lra.
Qed.
Lemma rel_sqrt : forall p, 0 < p -> sqrt p ^ 2 - p = 0.
Proof. intros p H; generalize (sqrt_sqrt p (Rlt_le _ _ H)); lra. Qed.
Lemma pow_exp : forall y n, exp y ^ n = exp (INR n * y).
Proof.
  induction n as [|n IH]; [ simpl; now rewrite Rmult_0_l, exp_0 | ].
  rewrite S_INR; simpl pow; rewrite IH, <- exp_plus; f_equal; ring.
Qed.
Lemma rel_root : forall n r q, 0 < r -> INR n * q = 1 -> Rpower r q ^ n - r = 0.
Proof.
  intros n r q H E; unfold Rpower; rewrite pow_exp, <- Rmult_assoc, E, Rmult_1_l, (exp_ln r H); ring.
Qed.
Lemma sqrt_is : forall u r, 0 <= r -> r ^ 2 = u -> sqrt u = r.
Proof. intros u r P <-; apply sqrt_pow2; exact P. Qed.
Lemma abs_is : forall u r, 0 <= r -> r ^ 2 = u ^ 2 -> Rabs u = r.
Proof.
  intros u r P E. rewrite <- (Rabs_pos_eq r P). apply Rsqr_eq_abs_0. unfold Rsqr; simpl in E; lra.
Qed.
Lemma pow_inj : forall n a b, 0 < a -> 0 < b -> (n <> 0)%nat -> a ^ n = b ^ n -> a = b.
Proof.
  intros n a b A B N E.
  assert (L : INR n * ln a = INR n * ln b).
  { rewrite <- !ln_pow by assumption; now rewrite E. }
  apply Rmult_eq_reg_l in L; [ now apply ln_inv | now apply not_0_INR ].
Qed.
Lemma power_is : forall u r q n k, 0 < u -> 0 < r -> (n <> 0)%nat -> INR n * q = INR k -> r ^ n = u ^ k -> Rpower u q = r.
Proof.
  intros u r q n k U P N Q E. apply (pow_inj n); [ apply exp_pos | exact P | exact N | ].
  rewrite E. unfold Rpower. rewrite pow_exp, <- Rmult_assoc, Q, <- pow_exp, (exp_ln u U). reflexivity.
Qed.
Lemma power_is_neg : forall u r q n k, 0 < u -> 0 < r -> (n <> 0)%nat -> INR n * q = - INR k -> r ^ n * u ^ k = 1 -> Rpower u q = r.
Proof.
  intros u r q n k U P N Q E. apply (pow_inj n); [ apply exp_pos | exact P | exact N | ].
  unfold Rpower. rewrite pow_exp, <- Rmult_assoc, Q, Ropp_mult_distr_l_reverse, exp_Ropp, <- pow_exp, (exp_ln u U).
  assert (u ^ k <> 0) by (apply pow_nonzero; lra).
  apply (Rmult_eq_reg_r (u ^ k)); [ rewrite E; field | ]; assumption.
Qed.

(** * Angles and exponents *)
Definition cs (a c s : R) : Prop := cos a = c /\ sin a = s.
Lemma cs_atom : forall a, cs a (cos a) (sin a).
Proof. split; reflexivity. Qed.
Lemma cs_zero : cs 0 1 0.
Proof. split; [ apply cos_0 | apply sin_0 ]. Qed.
Lemma cs_plus : forall a b c s d t, cs a c s -> cs b d t -> cs (a + b) (c * d - s * t) (s * d + c * t).
Proof. intros a b c s d t [<- <-] [<- <-]; split; [ apply cos_plus | apply sin_plus ]. Qed.
Lemma cs_opp : forall a c s, cs a c s -> cs (- a) c (- s).
Proof. intros a c s [<- <-]; split; [ apply cos_neg | apply sin_neg ]. Qed.
Lemma cs_eq : forall a b c s d t, cs a c s -> a = b -> c = d -> s = t -> cs b d t.
Proof. intros; subst; assumption. Qed.
Lemma cs_PI : cs PI (-1) 0.
Proof. split; [ apply cos_PI | apply sin_PI ]. Qed.
Lemma cs_PI2 : cs (PI / 2) 0 1.
Proof. split; [ apply cos_PI2 | apply sin_PI2 ]. Qed.
Lemma cs_PI3 : cs (PI / 3) (1 / 2) (sqrt 3 / 2).
Proof. split; [ apply cos_PI3 | apply sin_PI3 ]. Qed.
Lemma half_sqrt2 : 1 / sqrt 2 = sqrt 2 / 2.
Proof.
  assert (0 < sqrt 2) by (apply sqrt_lt_R0; lra). assert (sqrt 2 * sqrt 2 = 2) by (apply sqrt_sqrt; lra).
  apply (Rmult_eq_reg_r (2 * sqrt 2)); [ field_simplify; [ lra | lra ] | lra ].
Qed.
Lemma cs_PI4 : cs (PI / 4) (sqrt 2 / 2) (sqrt 2 / 2).
Proof. split; [ rewrite cos_PI4 | rewrite sin_PI4 ]; apply half_sqrt2. Qed.
Lemma cs_PI6 : cs (PI / 6) (sqrt 3 / 2) (1 / 2).
Proof. split; [ apply cos_PI6 | apply sin_PI6 ]. Qed.
Lemma cs_atan : forall w, cs (atan w) (/ sqrt (1 + w ^ 2)) (w / sqrt (1 + w ^ 2)).
Proof.
  intros w; split; [ rewrite cos_atan | rewrite sin_atan ]; unfold Rsqr, Rdiv; simpl; rewrite !Rmult_1_r; try ring; reflexivity.
Qed.
Lemma cs_asin : forall w, -1 <= w <= 1 -> cs (asin w) (sqrt (1 - w ^ 2)) w.
Proof.
  intros w B; split; [ rewrite (cos_asin w B) | exact (sin_asin w B) ]; unfold Rsqr; simpl; now rewrite Rmult_1_r.
Qed.
Lemma cs_half : forall a c s, cs a c s -> 0 <= a <= PI -> cs (a / 2) (sqrt ((1 + c) / 2)) (sqrt ((1 - c) / 2)).
Proof.
  intros a c s [<- _] [A B].
  assert (E : cos a = 2 * cos (a / 2) * cos (a / 2) - 1) by (rewrite <- cos_2a_cos; f_equal; field).
  assert (F : cos a = 1 - 2 * sin (a / 2) * sin (a / 2)) by (rewrite <- cos_2a_sin; f_equal; field).
  split; symmetry.
  - apply sqrt_lem_1; [ generalize (COS_bound a); lra | apply cos_ge_0; lra | lra ].
  - apply sqrt_lem_1; [ generalize (COS_bound a); lra | apply sin_ge_0; lra | lra ].
Qed.
Lemma cs_PI5 : cs (PI / 5) ((1 + sqrt 5) / 4) (sqrt (1 - ((1 + sqrt 5) / 4) ^ 2)).
Proof.
  pose proof PI_RGT_0 as P.
  assert (C : 0 < cos (PI / 5)) by (apply cos_gt_0; lra).
  assert (S : 0 < sin (PI / 5)) by (apply sin_gt_0; lra).
  assert (E3 : cos (3 * (PI / 5)) = - cos (2 * (PI / 5))).
  { replace (3 * (PI / 5)) with (- (2 * (PI / 5)) + PI) by field. rewrite neg_cos, cos_neg; reflexivity. }
  assert (T : cos (3 * (PI / 5)) = 4 * cos (PI / 5) ^ 3 - 3 * cos (PI / 5)).
  { replace (3 * (PI / 5)) with (2 * (PI / 5) + PI / 5) by ring. rewrite cos_plus, cos_2a_cos, sin_2a.
    generalize (rel_trig (PI / 5)); intros. replace (sin (PI / 5) * sin (PI / 5)) with (1 - cos (PI / 5) ^ 2) by lra.
    transitivity ((2 * cos (PI / 5) * cos (PI / 5) - 1) * cos (PI / 5) - 2 * cos (PI / 5) * (sin (PI / 5) ^ 2)); [ ring | ].
    replace (sin (PI / 5) ^ 2) with (1 - cos (PI / 5) ^ 2) by lra. ring. }
  assert (D : cos (2 * (PI / 5)) = 2 * cos (PI / 5) ^ 2 - 1) by (rewrite cos_2a_cos; ring).
  set (c := cos (PI / 5)) in *.
  assert (Q : 4 * c ^ 2 - 2 * c - 1 = 0).
  { apply (Rmult_eq_reg_l (c + 1)); [ | lra ]. rewrite Rmult_0_r. rewrite T, D in E3. lra. }
  assert (W : sqrt 5 = 4 * c - 1).
  { apply sqrt_lem_1; [ lra | nra | lra ]. }
  assert (V : c = (1 + sqrt 5) / 4) by lra.
  split; fold c; [ exact V | ]. rewrite <- V. symmetry. apply sqrt_lem_1.
  - generalize (rel_trig (PI / 5)); fold c; nra.
  - lra.
  - generalize (rel_trig (PI / 5)); fold c; lra.
Qed.
Lemma cs_cos : forall a c s, cs a c s -> cos a = c. Proof. intros a c s [E _]; exact E. Qed.
Lemma cs_sin : forall a c s, cs a c s -> sin a = s. Proof. intros a c s [_ E]; exact E. Qed.

Lemma cs_atom_atan : forall w, cs (atan w) (/ sqrt (1 + w ^ 2)) (w / sqrt (1 + w ^ 2)).
Proof. exact cs_atan. Qed.
Lemma cs_atom_asin : forall w, 0 <= 1 + w -> 0 <= 1 - w -> cs (asin w) (sqrt (1 - w ^ 2)) w.
Proof. intros; apply cs_asin; lra. Qed.

Definition ex (a e : R) : Prop := exp a = e.
Lemma ex_atom : forall a, ex a (exp a). Proof. reflexivity. Qed.
Lemma ex_zero : ex 0 1. Proof. apply exp_0. Qed.
Lemma ex_plus : forall a b x y, ex a x -> ex b y -> ex (a + b) (x * y).
Proof. intros a b x y <- <-; apply exp_plus. Qed.
Lemma ex_opp : forall a x, ex a x -> ex (- a) (/ x).
Proof. intros a x <-; apply exp_Ropp. Qed.
Lemma ex_times : forall n c a x, ex a x -> INR n = c -> ex (c * a) (x ^ n).
Proof. intros n c a x <- <-; unfold ex; now rewrite pow_exp. Qed.
Lemma ex_ln : forall p, 0 < p -> ex (ln p) p.
Proof. intros p H; apply (exp_ln p H). Qed.
Lemma ex_root : forall n p r, 0 < p -> 0 < r -> (n <> 0)%nat -> r ^ n - p = 0 -> ex (/ INR n * ln p) r.
Proof.
  intros n p r P Q N E. assert (F : p = r ^ n) by lra. unfold ex; rewrite F, ln_pow by assumption.
  rewrite <- Rmult_assoc, Rinv_l, Rmult_1_l by (now apply not_0_INR). apply exp_ln, Q.
Qed.
Lemma ex_eq : forall a b x y, ex a x -> a = b -> x = y -> ex b y.
Proof. intros; subst; assumption. Qed.
Lemma ex_exp : forall a x, ex a x -> exp a = x. Proof. intros a x E; exact E. Qed.
Lemma ex_cosh : forall a x, ex a x -> cosh a = (x + / x) / 2.
Proof. intros a x <-; unfold cosh; now rewrite exp_Ropp. Qed.
Lemma ex_sinh : forall a x, ex a x -> sinh a = (x - / x) / 2.
Proof. intros a x <-; unfold sinh; now rewrite exp_Ropp. Qed.
Lemma ex_ln_of : forall a x, ex a x -> ln x = a. Proof. intros a x <-; apply ln_exp. Qed.

(** * Signs *)
Lemma cosh_pos : forall a, 0 < cosh a.
Proof. intros a; unfold cosh; generalize (exp_pos a), (exp_pos (- a)); lra. Qed.
Lemma cosh_ge_1 : forall a, 1 <= cosh a.
Proof. intros a; generalize (cosh_pos a), (rel_hyp a), (pow2_ge_0 (sinh a)); nra. Qed.
Lemma sinh_pos : forall a, 0 < a -> 0 < sinh a.
Proof. intros a H; rewrite <- sinh_0; apply sinh_lt; exact H. Qed.
Lemma sinh_neg : forall a, a < 0 -> sinh a < 0.
Proof. intros a H; rewrite <- sinh_0; apply sinh_lt; exact H. Qed.
Lemma cosh_gt_1 : forall a, a <> 0 -> 1 < cosh a.
Proof.
  intros a N. assert (sinh a <> 0).
  { destruct (Rtotal_order a 0) as [H|[H|H]]; [ | contradiction | ]; [ generalize (sinh_neg a H) | generalize (sinh_pos a H) ]; lra. }
  generalize (cosh_pos a), (rel_hyp a), (pow2_gt_0 (sinh a) H); nra.
Qed.
Lemma cosh_gt_sinh : forall a, - cosh a < sinh a < cosh a.
Proof. intros a; unfold cosh, sinh; generalize (exp_pos a), (exp_pos (- a)); lra. Qed.
Lemma exp_inverse : forall a, exp a * exp (- a) = 1.
Proof. intros a; rewrite <- exp_plus, Rplus_opp_r; apply exp_0. Qed.
Lemma exp_gt_1 : forall a, 0 < a -> 1 < exp a.
Proof. intros a H; rewrite <- exp_0; apply exp_increasing; exact H. Qed.
Lemma exp_lt_1 : forall a, a < 0 -> exp a < 1.
Proof. intros a H; rewrite <- exp_0; apply exp_increasing; exact H. Qed.
Lemma ln_gt_0 : forall a, 1 < a -> 0 < ln a.
Proof. intros a H; rewrite <- ln_1; apply ln_increasing; lra. Qed.
Lemma ln_lt_0 : forall a, 0 < a < 1 -> ln a < 0.
Proof. intros a H; rewrite <- ln_1; apply ln_increasing; lra. Qed.
Lemma atan_pos : forall a, 0 < a -> 0 < atan a.
Proof. intros a H; rewrite <- atan_0; apply atan_increasing; exact H. Qed.
Lemma atan_neg : forall a, a < 0 -> atan a < 0.
Proof. intros a H; rewrite <- atan_0; apply atan_increasing; exact H. Qed.
Lemma asin_pos : forall a, 0 < a -> a <= 1 -> 0 < asin a.
Proof.
  intros a A B. destruct (Rlt_le_dec 0 (asin a)) as [H|H]; [ exact H | exfalso ].
  pose proof (asin_bound a); pose proof PI_RGT_0.
  assert (S : sin (asin a) = a) by (apply sin_asin; lra).
  assert (K : 0 <= sin (- asin a)) by (apply sin_ge_0; lra). rewrite sin_neg, S in K; lra.
Qed.
Lemma asin_neg : forall a, a < 0 -> -1 <= a -> asin a < 0.
Proof. intros a A B. generalize (asin_pos (- a)); rewrite asin_opp; lra. Qed.
Lemma sqrt_lt_of_sq : forall u b, 0 <= u -> 0 < b -> u < b ^ 2 -> sqrt u < b.
Proof.
  intros u b U B L. rewrite <- (sqrt_pow2 b (Rlt_le _ _ B)). apply sqrt_lt_1; [ exact U | nra | exact L ].
Qed.
Lemma sqrt_gt_of_sq : forall u b, 0 <= b -> b ^ 2 < u -> b < sqrt u.
Proof.
  intros u b B L. rewrite <- (sqrt_pow2 b B). apply sqrt_lt_1; [ nra | nra | exact L ].
Qed.
Lemma sin_strict : forall a, cos a <> 0 -> -1 < sin a < 1.
Proof. intros a N; generalize (rel_trig a), (pow2_gt_0 (cos a) N); nra. Qed.
Lemma cos_strict : forall a, sin a <> 0 -> -1 < cos a < 1.
Proof. intros a N; generalize (rel_trig a), (pow2_gt_0 (sin a) N); nra. Qed.
Lemma sin_plus_PI4 : forall a, sin (a + PI / 4) = sqrt 2 / 2 * (sin a + cos a).
Proof. intros a; destruct cs_PI4 as [C S]; rewrite sin_plus, C, S; ring. Qed.
Lemma cos_plus_PI4 : forall a, cos (a + PI / 4) = sqrt 2 / 2 * (cos a - sin a).
Proof. intros a; destruct cs_PI4 as [C S]; rewrite cos_plus, C, S; ring. Qed.
Lemma sin_plus_cos_pos : forall a, 0 < a + PI / 4 -> a + PI / 4 < PI -> 0 < sin a + cos a.
Proof.
  intros a A B; generalize (sin_gt_0 _ A B); rewrite sin_plus_PI4; intros K.
  apply (Rmult_lt_reg_l (sqrt 2 / 2)); [ generalize (sqrt_lt_R0 2); lra | lra ].
Qed.
Lemma cos_minus_sin_pos : forall a, 0 < PI / 2 + (a + PI / 4) -> a + PI / 4 < PI / 2 -> 0 < cos a - sin a.
Proof.
  intros a A B; assert (C : - (PI / 2) < a + PI / 4) by lra. generalize (cos_gt_0 _ C B); rewrite cos_plus_PI4; intros K.
  apply (Rmult_lt_reg_l (sqrt 2 / 2)); [ generalize (sqrt_lt_R0 2); lra | lra ].
Qed.
Lemma quadratic_pos : forall a b c v D e, 0 < a -> 0 < D -> D = 4 * a * c - b ^ 2 -> e = a * v ^ 2 + b * v + c -> 0 < e.
Proof.
  intros a b c v D e A P -> ->. apply (Rmult_lt_reg_l (4 * a)); [ lra | ].
  replace (4 * a * (a * v ^ 2 + b * v + c)) with ((2 * a * v + b) ^ 2 + (4 * a * c - b ^ 2)) by ring.
  generalize (pow2_ge_0 (2 * a * v + b)); lra.
Qed.
Lemma square_lt : forall x y, 0 <= x -> 0 < y ^ 2 - x ^ 2 -> 0 < y -> x < y.
Proof. intros; nra. Qed.
Lemma root_pos_left : forall a b r n D e, 0 <= r -> r ^ 2 - n = 0 -> 0 < a -> 0 < D -> D = a ^ 2 - b ^ 2 * n -> e = a + b * r -> 0 < e.
Proof.
  intros a b r n D e R Q A P -> ->. assert (E : n = r ^ 2) by lra. rewrite E in P.
  destruct (Rle_lt_dec 0 b) as [B|B]; [ nra | ].
  assert (- (b * r) < a); [ | lra ]. apply square_lt; [ nra | nra | exact A ].
Qed.
Lemma root_pos_right : forall a b r n D e, 0 <= r -> r ^ 2 - n = 0 -> 0 < b -> 0 < D -> D = b ^ 2 * n - a ^ 2 -> e = a + b * r -> 0 < e.
Proof.
  intros a b r n D e R Q B P -> ->. assert (E : n = r ^ 2) by lra. rewrite E in P.
  assert (0 < r).
  { destruct R as [R|R]; [ exact R | exfalso ]. rewrite <- R in P. replace (b ^ 2 * 0 ^ 2) with 0 in P by ring. generalize (pow2_ge_0 a); lra. }
  destruct (Rle_lt_dec 0 a) as [A|A]; [ nra | ].
  assert (- a < b * r); [ | lra ]. apply square_lt; [ lra | nra | nra ].
Qed.
Lemma amplitude_pos : forall d a b s c D e, 0 < d -> 0 < D -> c ^ 2 + s ^ 2 - 1 = 0 -> D = d ^ 2 - a ^ 2 - b ^ 2 -> e = d + a * s + b * c -> 0 < e.
Proof.
  intros d a b s c D e P Q T -> ->.
  assert (K : (a * s + b * c) ^ 2 <= a ^ 2 + b ^ 2).
  { replace (a ^ 2 + b ^ 2) with ((a * s + b * c) ^ 2 + (a * c - b * s) ^ 2 - (a ^ 2 + b ^ 2) * (c ^ 2 + s ^ 2 - 1)) by ring.
    rewrite T; generalize (pow2_ge_0 (a * c - b * s)); lra. }
  destruct (Rle_lt_dec 0 (a * s + b * c)) as [A|A]; [ lra | ].
  assert (- (a * s + b * c) < d); [ | lra ]. apply square_lt; [ lra | nra | exact P ].
Qed.
Lemma negative_by : forall e, 0 < - e -> e < 0.
Proof. intros; lra. Qed.
Lemma sqrt_between : forall q a b, 0 <= a <= b -> a ^ 2 <= q -> q <= b ^ 2 -> a <= sqrt q <= b.
Proof.
  intros q a b [A B] L U; split.
  - rewrite <- (sqrt_pow2 a A); apply sqrt_le_1_alt; exact L.
  - rewrite <- (sqrt_pow2 b) by lra; apply sqrt_le_1_alt; exact U.
Qed.
Lemma mult_neg_neg : forall a b, a < 0 -> b < 0 -> 0 < a * b. Proof. intros; nra. Qed.
Lemma mult_pos_neg : forall a b, 0 < a -> b < 0 -> a * b < 0. Proof. intros; nra. Qed.
Lemma mult_neg_pos : forall a b, a < 0 -> 0 < b -> a * b < 0. Proof. intros; nra. Qed.
Lemma opp_pos : forall a, a < 0 -> 0 < - a. Proof. intros; lra. Qed.
Lemma opp_neg : forall a, 0 < a -> - a < 0. Proof. intros; lra. Qed.
Lemma opp_nonneg : forall a, a <= 0 -> 0 <= - a. Proof. intros; lra. Qed.
Lemma opp_nonpos : forall a, 0 <= a -> - a <= 0. Proof. intros; lra. Qed.
Lemma plus_nonpos : forall a b, a <= 0 -> b <= 0 -> a + b <= 0. Proof. intros; lra. Qed.
Lemma plus_neg_l : forall a b, a < 0 -> b <= 0 -> a + b < 0. Proof. intros; lra. Qed.
Lemma plus_neg_r : forall a b, a <= 0 -> b < 0 -> a + b < 0. Proof. intros; lra. Qed.
Lemma mult_nonneg_2 : forall a b, a <= 0 -> b <= 0 -> 0 <= a * b. Proof. intros; nra. Qed.
Lemma mult_nonpos_1 : forall a b, 0 <= a -> b <= 0 -> a * b <= 0. Proof. intros; nra. Qed.
Lemma mult_nonpos_2 : forall a b, a <= 0 -> 0 <= b -> a * b <= 0. Proof. intros; nra. Qed.
Lemma inv_nonneg : forall a, 0 < a -> 0 <= / a. Proof. intros; now apply Rlt_le, Rinv_0_lt_compat. Qed.
Lemma mult_nonneg : forall a b, 0 <= a -> 0 <= b -> 0 <= a * b. Proof. intros; nra. Qed.
Lemma mult_nz : forall a b, a <> 0 -> b <> 0 -> a * b <> 0. Proof. intros; now apply Rmult_integral_contrapositive. Qed.
Lemma pow_even_pos : forall a n, a <> 0 -> 0 < a ^ (2 * n).
Proof. intros a n H; rewrite pow_mult; apply pow_lt; generalize (pow2_gt_0 a H); lra. Qed.
Lemma pow_even_nonneg : forall a n, 0 <= a ^ (2 * n).
Proof. intros a n; rewrite pow_mult; apply pow_le; apply pow2_ge_0. Qed.
Lemma pow_odd_neg : forall a n, a < 0 -> a ^ S (2 * n) < 0.
Proof. intros a n H; simpl; generalize (pow_even_pos a n); simpl; intros K. assert (0 < a ^ (n + (n + 0))) by (apply K; lra). nra. Qed.
Lemma inv_neg : forall a, a < 0 -> / a < 0. Proof. intros; now apply Rinv_lt_0_compat. Qed.
Lemma pos_nz : forall a, 0 < a -> a <> 0. Proof. intros; lra. Qed.
Lemma neg_nz : forall a, a < 0 -> a <> 0. Proof. intros; lra. Qed.

(** * Refutations *)
Lemma refute_factor : forall H m n F G c x J i j, jacobian_at m n F J x -> (i < m)%nat -> (j < m)%nat ->
  gram_of (H (F x)) n J i j <> c * entry (G x) i j -> not_factor_at H m n F G c x.
Proof.
  intros H m n F G c x J i j D Hi Hj N; split; [ exact (has_partials_by_jacobian m n F J x D) | ].
  intros [_ E]; apply N; rewrite <- (pullback_by_jacobian H m n F J x D i j Hi Hj); now apply E.
Qed.
Lemma refute_negative_factor : forall H m n F G c x J, jacobian_at m n F J x -> c <= 0 -> not_factor_at H m n F G c x.
Proof.
  intros H m n F G c x J D N; split; [ exact (has_partials_by_jacobian m n F J x D) | ]. intros [P _]; lra.
Qed.
Lemma refute_minor : forall H m n F G x y J K i j k l, jacobian_at m n F J x -> jacobian_at m n F K y ->
  (i < m)%nat -> (j < m)%nat -> (k < m)%nat -> (l < m)%nat ->
  gram_of (H (F x)) n J i j * entry (G y) k l <> gram_of (H (F y)) n K k l * entry (G x) i j ->
  no_factor_at H m n F G [x; y].
Proof.
  intros H m n F G x y J K i j k l D E Hi Hj Hk Hl N; split.
  - intros z [<-|[<-|[]]]; [ exact (has_partials_by_jacobian m n F J x D) | exact (has_partials_by_jacobian m n F K y E) ].
  - intros (c & _ & T); apply N.
    rewrite <- (pullback_by_jacobian H m n F J x D i j Hi Hj), <- (pullback_by_jacobian H m n F K y E k l Hk Hl).
    rewrite (T x (or_introl eq_refl) i j Hi Hj), (T y (or_intror (or_introl eq_refl)) k l Hk Hl); ring.
Qed.
Lemma refute_sign : forall H m n F G x J i j, jacobian_at m n F J x -> (i < m)%nat -> (j < m)%nat ->
  gram_of (H (F x)) n J i j * entry (G x) i j < 0 -> no_factor_at H m n F G [x; x].
Proof.
  intros H m n F G x J i j D Hi Hj N; split.
  - intros z [<-|[<-|[]]]; exact (has_partials_by_jacobian m n F J x D).
  - intros (c & P & T). generalize (T x (or_introl eq_refl) i j Hi Hj).
    rewrite (pullback_by_jacobian H m n F J x D i j Hi Hj); intros E; rewrite E in N. nra.
Qed.
Lemma refute_zero : forall H m n F G x J i j, jacobian_at m n F J x -> (i < m)%nat -> (j < m)%nat ->
  gram_of (H (F x)) n J i j = 0 -> entry (G x) i j <> 0 -> no_factor_at H m n F G [x; x].
Proof.
  intros H m n F G x J i j D Hi Hj Z N; split.
  - intros z [<-|[<-|[]]]; exact (has_partials_by_jacobian m n F J x D).
  - intros (c & P & T). generalize (T x (or_introl eq_refl) i j Hi Hj).
    rewrite (pullback_by_jacobian H m n F J x D i j Hi Hj), Z; intros E.
    apply (Rmult_integral_contrapositive_currified c (entry (G x) i j)); [ lra | exact N | now symmetry ].
Qed.
Lemma refute_no_metric : forall H m n F G x J i j, jacobian_at m n F J x -> (i < m)%nat -> (j < m)%nat ->
  gram_of (H (F x)) n J i j <> 0 -> entry (G x) i j = 0 -> no_factor_at H m n F G [x; x].
Proof.
  intros H m n F G x J i j D Hi Hj N Z; split.
  - intros z [<-|[<-|[]]]; exact (has_partials_by_jacobian m n F J x D).
  - intros (c & P & T). generalize (T x (or_introl eq_refl) i j Hi Hj).
    rewrite (pullback_by_jacobian H m n F J x D i j Hi Hj), Z, Rmult_0_r; exact N.
Qed.
